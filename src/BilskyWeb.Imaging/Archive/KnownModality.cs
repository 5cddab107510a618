namespace BilskyWeb.Imaging.Archive;

/// <summary>A DICOM node that may associate with the archive.</summary>
/// <param name="AeTitle">Application entity title, at most 16 characters.</param>
/// <param name="Host">IP address that it calls from; another address with the same title is refused.</param>
/// <param name="Port">Its own DICOM port, for C-MOVE and C-STORE towards it.</param>
public sealed record KnownModality(string AeTitle, string Host, int Port);
