using System.Runtime.CompilerServices;
using BilskyWeb.Core;
using BilskyWeb.Features.Intake.Links;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>Reads a request as a sequence of files without holding any of them: one body, or multipart with many parts.</summary>
internal static class UploadBody
{
    private const int MaxBoundaryLength = 200;

    /// <summary>The files, and after the last one whether their sender may still send: what arrived for somebody who was signed out meanwhile is not kept.</summary>
    public static async IAsyncEnumerable<Result<IncomingFile>> ReadAsync(HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var file in FilesAsync(request, cancellationToken))
        {
            yield return file;
        }

        if (!await StandingSignIn.StandsAsync(request.HttpContext))
        {
            yield return request.HttpContext.User.IsInRole(Role.Guest) ? new LinkOver() : new UploadSignInEnded();
        }
    }

    private static async IAsyncEnumerable<Result<IncomingFile>> FilesAsync(HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            yield return new IncomingFile(NameOf(request.Headers.ContentDisposition) ?? "upload", request.Body);
            yield break;
        }
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundaryLength)
        {
            yield return new UploadMalformed();
            yield break;
        }
        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16 << 10 };
        for (var number = 1; ; number++)
        {
            var (section, malformed) = await NextAsync(reader, cancellationToken);
            if (malformed)
            {
                yield return new UploadMalformed();
                yield break;
            }
            if (section is null)
            {
                yield break;
            }
            if (NameOf(section.ContentDisposition) is { } name || section.ContentDisposition is null && (name = $"part {number}") is not null)
            {
                yield return new IncomingFile(name, new PartStream(section.Body));
            }
        }
    }

    private static async Task<(MultipartSection? Section, bool Malformed)> NextAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return (await reader.ReadNextSectionAsync(cancellationToken), false);
        }
        catch (Exception fault) when (PartStream.IsCutOff(fault))
        {
            return (null, true);
        }
    }

    private static string? NameOf(string? disposition)
    {
        if (!ContentDispositionHeaderValue.TryParse(disposition, out var header))
        {
            return null;
        }
        var name = header.FileNameStar.HasValue ? header.FileNameStar : header.FileName;
        return name.HasValue ? HeaderUtilities.RemoveQuotes(name).Value : null;
    }
}
