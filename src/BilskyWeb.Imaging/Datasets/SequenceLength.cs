namespace BilskyWeb.Imaging.Datasets;

/// <summary>How sequences and their items say where they end (PS3.5 section 7.5).</summary>
public enum SequenceLength
{
    /// <summary>The length is written before the content.</summary>
    Defined,

    /// <summary>Delimiters are written after the content.</summary>
    Undefined,
}
