namespace BilskyWeb.Imaging.Archive;

/// <summary>Where the archive is and how to sign in to it. Bound from configuration or the environment, never from a command line.</summary>
public sealed class ArchiveOptions
{
    /// <summary>Root of the archive's HTTP server, for example <c>http://127.0.0.1:8042/</c>. DICOMweb is expected under <see cref="DicomWebPath"/>.</summary>
    public Uri? Url { get; set; }

    /// <summary>User name for HTTP basic authentication; null or empty when the archive asks for none.</summary>
    public string? User { get; set; }

    /// <summary>Password for HTTP basic authentication.</summary>
    public string? Password { get; set; }

    /// <summary>Path of the DICOMweb service under <see cref="Url"/>; Orthanc's default.</summary>
    public string DicomWebPath { get; set; } = "dicom-web";

    /// <summary>How often a failed idempotent request is tried again before the archive counts as unavailable.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>Wait before the first retry; doubles each time, with jitter.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest time for one attempt of a read, body included.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Longest time for one attempt of storing a batch of instances.</summary>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromMinutes(10);
}
