using System.Net;
using BilskyWeb.Imaging.Archive;

namespace BilskyWeb.LocalServers;

/// <summary>How a private Orthanc runs.</summary>
public sealed record PrivateOrthancOptions
{
    /// <summary>The archive's own AE title; associations that call another one are refused.</summary>
    public string AeTitle { get; init; } = "BILSKY";

    /// <summary>
    /// Where the DICOM port listens: this machine alone until scanners are to send to it, then the address of the network that they are in, or 0.0.0.0 for
    /// all. HTTP always listens on 127.0.0.1. On x86-64; elsewhere Orthanc listens everywhere and refuses strangers by its own rules.
    /// </summary>
    public IPAddress DicomAddress { get; init; } = IPAddress.Loopback;

    /// <summary>
    /// Nodes that may send at once. More can be added while it runs by <c>PUT /modalities/{name}</c>, and those are kept.
    /// </summary>
    public IReadOnlyList<KnownModality> Modalities { get; init; } = [];

    /// <summary>
    /// Whether the archive is kept. False is for archives that are thrown away: nothing is forced to disk, and what was stored is deleted
    /// with the object.
    /// </summary>
    public bool Durable { get; init; } = true;

    /// <summary>
    /// Deflate of stored files. Off: MR shrinks by about half, but each frame read then pays for inflation, and grading and
    /// viewing read every frame while disks are cheap.
    /// </summary>
    public bool CompressStorage { get; init; }

    /// <summary>Seconds without a new instance after which Orthanc calls a series or study stable.</summary>
    public int StableAgeSeconds { get; init; } = 10;

    /// <summary>Megabytes of recently read files kept in memory.</summary>
    public int CacheMegabytes { get; init; } = 128;

    /// <summary>How long the server may take to answer its first request.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(90);
}
