namespace BilskyWeb.Phantom;

/// <summary>Which generator made a phantom.</summary>
/// <remarks>The same request gives the same bytes within one revision. A change that moves a pixel or a label is a new one: what was prepared or trained from the former is not mixed with it.</remarks>
public static class PhantomRevision
{
    /// <summary>The revision in use.</summary>
    public const string Current = "2";

    /// <summary>How phantoms name the program that made them.</summary>
    public const string Generator = "BilskyWeb phantom " + Current;
}
