using System.Diagnostics.CodeAnalysis;

namespace BilskyWeb.Imaging.Screening;

/// <summary>The outcome for one file.</summary>
public sealed record ScreeningResult
{
    internal ScreeningResult(ScreeningOutcome outcome, string code, string message, ScreenedHeader? header = null)
    {
        Outcome = outcome;
        Code = code;
        Message = message;
        Header = header;
    }

    /// <summary>Which of the four it is.</summary>
    public ScreeningOutcome Outcome { get; }

    /// <summary>Stable, dotted, lower case: <c>accepted</c>, <c>dicom.truncated</c>, <c>file.not_dicom</c>. See <see cref="ScreeningCodes"/>.</summary>
    public string Code { get; }

    /// <summary>A sentence for the person who sent the file: what is wrong and what to do. Holds no patient identifier and no text of the file.</summary>
    public string Message { get; }

    /// <summary>What the file says about itself; null unless accepted.</summary>
    public ScreenedHeader? Header { get; }

    /// <summary>True when the bytes are those of no known kind of file: neither DICOM nor text, a picture, a program. Such a file may be an image whose beginning is damaged.</summary>
    public bool IsUnknownKind { get; init; }

    /// <summary>True when the archive may receive the file by <see cref="Part10Screener.CopyAsync"/>.</summary>
    [MemberNotNullWhen(true, nameof(Header))]
    public bool IsAccepted => Outcome == ScreeningOutcome.Accepted;
}
