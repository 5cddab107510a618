namespace BilskyWeb.Phantom.Labels;

/// <summary>What in a slice could be taken for disease, or hide it, and is large enough to be seen. A slice may hold several and still be graded.</summary>
[Flags]
public enum Confounders
{
    /// <summary>Nothing of the kind.</summary>
    None = 0,

    /// <summary>Epidural fat that takes the sac's room.</summary>
    Lipomatosis = 1,

    /// <summary>Dark streaks in the CSF where it flows.</summary>
    FlowVoid = 2,

    /// <summary>Dim copies along phase of what pulsates.</summary>
    Ghosts = 4,

    /// <summary>Fluid in the cord.</summary>
    Syrinx = 8,

    /// <summary>Disc or ligament that reaches into the sac, short of stenosis or not.</summary>
    Degenerative = 16,

    /// <summary>Screws and rods.</summary>
    Instrumentation = 32,

    /// <summary>The patient moved.</summary>
    Motion = 64,

    /// <summary>What lies beyond one edge appears at the other.</summary>
    FoldOver = 128,
}

/// <summary>Confounders in the words of labels.</summary>
public static class ConfounderWords
{
    private static readonly (Confounders One, string Word)[] Words =
    [
        (Confounders.Lipomatosis, "lipomatosis"),
        (Confounders.FlowVoid, "flow-void"),
        (Confounders.Ghosts, "ghosts"),
        (Confounders.Syrinx, "syrinx"),
        (Confounders.Degenerative, "degenerative"),
        (Confounders.Instrumentation, "instrumentation"),
        (Confounders.Motion, "motion"),
        (Confounders.FoldOver, "fold-over"),
    ];

    /// <summary>A word each with a space between, always in the same order; empty for none.</summary>
    public static string ToText(this Confounders confounders) => string.Join(' ', Words.Where(w => confounders.HasFlag(w.One)).Select(w => w.Word));
}
