namespace BilskyWeb.Imaging.Archive;

/// <summary>Other archives that ours can ask: DICOM modalities (C-ECHO, C-FIND, C-MOVE) and DICOMweb servers.</summary>
public sealed class RemoteArchives
{
    private readonly ArchiveHttp _http;

    internal RemoteArchives(ArchiveHttp http) => _http = http;
}
