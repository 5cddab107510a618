using System.ComponentModel.DataAnnotations;
using BilskyWeb.Imaging.Intake;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>Settings under <c>Uploads</c>.</summary>
internal sealed class UploadOptions
{
    public const string Section = "Uploads";

    /// <summary>Most bytes of one request.</summary>
    [Range(1 << 20, 1L << 42)]
    public long MaxRequestBytes { get; set; } = 20L << 30;

    /// <summary>Most bytes of one upload once its ZIPs are unpacked.</summary>
    [Range(1 << 20, 1L << 42)]
    public long MaxUnpackedBytes { get; set; } = 32L << 30;

    /// <summary>Most bytes of one file.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxFileBytes { get; set; } = 4L << 30;

    /// <summary>Most files of one upload.</summary>
    [Range(1, 200_000)]
    public int MaxFiles { get; set; } = 20_000;

    /// <summary>Free bytes that the staging disk keeps.</summary>
    [Range(0, 1L << 42)]
    public long MinFreeBytes { get; set; } = 2L << 30;

    /// <summary>Uploads of one person that may be on their way at once.</summary>
    [Range(1, 100)]
    public int MaxReceivingPerPerson { get; set; } = 4;

    /// <summary>Hours after which a checked upload that nobody submitted is discarded.</summary>
    [Range(0.01, 24 * 365)]
    public double DiscardUnsubmittedAfterHours { get; set; } = 24;

    /// <summary>Days after which a draft of the clinical form that nobody went on with is discarded.</summary>
    [Range(0.01, 24 * 365)]
    public double DiscardDraftsAfterDays { get; set; } = 30;

    /// <summary>Minutes of silence after which an upload that was being received counts as broken off (its process died). A living process says every ten seconds that it receives.</summary>
    [Range(0.5, 24 * 60)]
    public double BrokenAfterMinutes { get; set; } = 1;

    /// <summary>Files of one batch on its way to the archive.</summary>
    [Range(1, 1000)]
    public int StoreBatchFiles { get; set; } = 50;

    public IntakeLimits ToLimits() => new()
    {
        MaxFiles = MaxFiles,
        MaxFileBytes = MaxFileBytes,
        MaxTotalBytes = MaxUnpackedBytes,
        MinFreeBytes = MinFreeBytes,
    };
}
