using System.Text.Json;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.DicomWeb;

internal sealed record UnknownDicomWebPath() : NotFoundError("dicomweb.not_found", "This is no DICOMweb resource that is offered here.");

internal sealed record BadDicomWebQuery() : InvalidInputError("dicomweb.bad_query", "The query holds something that QIDO-RS does not know. Use attribute keywords or tags, includefield, limit and offset.");

internal sealed record ArchiveDown() : UnavailableError("archive.unavailable", "The image archive does not answer. Nothing is lost; try again in a moment.");

internal sealed record ArchiveRefuses(int Status) : InvalidInputError("dicomweb.refused", $"The archive refuses this request (HTTP {Status}). Check the Accept header and the query.");

/// <summary>QIDO-RS and WADO-RS, streamed through from the archive, study by study as the asker may see them.</summary>
internal static class DicomWebEndpoints
{
    private const int QuestionsAtOnce = 8;
    private const int MaxAccept = 512;

    public static void MapDicomWeb(this IEndpointRouteBuilder endpoints)
    {
        var dicomweb = endpoints.MapGroup("/dicomweb/studies").RequireAuthorization(Policy.Referrer).WithTags("DICOMweb");
        dicomweb.MapGet("", SearchStudiesAsync).WithSummary("QIDO-RS: studies that the asker may see.").WithMetadata(new ListsStudiesAttribute(StudyWay.DicomWeb));
        dicomweb.MapGet("{study}/{**rest}", RetrieveAsync).WithSummary("QIDO-RS and WADO-RS under one study.").WithMetadata(new ShowsStudyByUidAttribute(StudyWay.DicomWeb, "study"));
    }

    private static async Task<IResult> RetrieveAsync(
        string study, string? rest, HttpContext http, DicomWebUpstream upstream, IDbContextFactory<BilskyDbContext> contexts, ActorAccessor actors, CancellationToken cancellationToken)
    {
        if (DicomWebTarget.Parse(study, rest) is not { } target)
        {
            return new UnknownDicomWebPath().ToHttp();
        }
        var actor = await actors.GetAsync();
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var seen = await database.StudiesVisibleTo(actor).Where(s => s.StudyInstanceUid == study).Select(s => new { s.HoldReason }).SingleOrDefaultAsync(cancellationToken);
            if (seen is null)
            {
                return new StudyNotFound().ToHttp();
            }
            if (seen.HoldReason is not null && !actor.IsReviewer)
            {
                return new StudyHeld().ToHttp();
            }
        }
        var query = "";
        if (target.Kind == DicomWebKind.Search)
        {
            if (DicomWebQuery.Parse(http.Request.Query) is not { } parsed)
            {
                return new BadDicomWebQuery().ToHttp();
            }
            if (parsed.StudyUids() is { } asked && !asked.Contains(study))
            {
                return Results.Json(Array.Empty<object>(), contentType: "application/dicom+json");
            }
            query = parsed.ToQueryStringUnderStudy();
        }
        return await PassAsync(http, upstream, target.RelativePath + query, target.Kind, cancellationToken);
    }

    private static async Task<IResult> SearchStudiesAsync(
        HttpContext http, DicomWebUpstream upstream, IDbContextFactory<BilskyDbContext> contexts, ActorAccessor actors, CancellationToken cancellationToken)
    {
        if (DicomWebQuery.Parse(http.Request.Query) is not { } query)
        {
            return new BadDicomWebQuery().ToHttp();
        }
        var actor = await actors.GetAsync();
        if (actor.IsReviewer)
        {
            return await PassAsync(http, upstream, "studies" + query.ToQueryString(), DicomWebKind.Search, cancellationToken);
        }
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var visible = await database.StudiesVisibleTo(actor).Where(s => s.HoldReason == null)
            .OrderByDescending(s => s.ArrivedAt).Select(s => s.StudyInstanceUid).ToListAsync(cancellationToken);
        if (query.StudyUids() is { } asked)
        {
            visible.RemoveAll(uid => !asked.Contains(uid));
        }
        return await SearchAmongAsync(http, upstream, query, visible, cancellationToken);
    }

    // The archive knows nothing of who may see what, so it is asked about each visible study by itself, a few at a time: lists of UIDs are not
    // understood by every archive alike, and an answer about a single study cannot hold another's.
    private static async Task<IResult> SearchAmongAsync(HttpContext http, DicomWebUpstream upstream, DicomWebQuery query, List<string> visible, CancellationToken cancellationToken)
    {
        var limit = Math.Min(query.Limit ?? StudyFilter.MaxLimit, StudyFilter.MaxLimit);
        var wanted = (long)query.Offset + limit;
        var found = new List<JsonElement>();
        foreach (var some in visible.Chunk(QuestionsAtOnce))
        {
            // One more than wanted tells whether there is more.
            if (found.Count > wanted)
            {
                break;
            }
            try
            {
                var answers = await Task.WhenAll(some.Select(uid => FindAsync(http, upstream, query, uid, cancellationToken)));
                if (answers.FirstOrDefault(a => a.Refused is not null).Refused is { } status)
                {
                    return Refusal(status);
                }
                found.AddRange(answers.SelectMany(a => a.Found));
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or JsonException)
            {
                return new ArchiveDown().ToHttp();
            }
        }
        if (found.Count > wanted)
        {
            // PS3.18 section 8.3.4.4.
            http.Response.Headers.Warning = "299 BilskyWeb: There are additional results that can be requested.";
        }
        return Results.Json(found.Skip(query.Offset).Take(limit).ToList(), contentType: "application/dicom+json");
    }

    private static async Task<(IReadOnlyList<JsonElement> Found, int? Refused)> FindAsync(
        HttpContext http, DicomWebUpstream upstream, DicomWebQuery query, string studyUid, CancellationToken cancellationToken)
    {
        using var response = await upstream.GetAsync("studies" + query.ToQueryStringFor(studyUid), "application/dicom+json", cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return ([], (int)response.StatusCode);
        }
        if (response.StatusCode == System.Net.HttpStatusCode.NoContent)
        {
            return ([], null);
        }
        await using var body = new MemoryStream();
        await upstream.CopyJsonAsync(await response.Content.ReadAsStreamAsync(cancellationToken), body, PublicRoot(http), cancellationToken);
        body.Position = 0;
        using var page = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return ([.. page.RootElement.EnumerateArray().Where(s => IsOf(s, studyUid)).Select(s => s.Clone())], null);
    }

    /// <summary>Whatever the archive made of the question: only the study that was asked about is passed on.</summary>
    private static bool IsOf(JsonElement study, string studyUid) =>
        study.TryGetProperty("0020000D", out var attribute) && attribute.TryGetProperty("Value", out var values) && values.GetArrayLength() == 1 && values[0].GetString() == studyUid;

    private static async Task<IResult> PassAsync(HttpContext http, DicomWebUpstream upstream, string relative, DicomWebKind kind, CancellationToken cancellationToken)
    {
        var accept = kind == DicomWebKind.Bytes ? http.Request.Headers.Accept.ToString() : "application/dicom+json";
        if (accept.Length > MaxAccept)
        {
            return new ArchiveRefuses(StatusCodes.Status406NotAcceptable).ToHttp();
        }
        HttpResponseMessage response;
        try
        {
            response = await upstream.GetAsync(relative, accept, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return new ArchiveDown().ToHttp();
        }
        using (response)
        {
            if (!response.IsSuccessStatusCode)
            {
                return Refusal((int)response.StatusCode);
            }
            http.Response.StatusCode = (int)response.StatusCode;
            http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            try
            {
                if (response.Content.Headers.ContentType?.MediaType is { } type && type.EndsWith("json", StringComparison.Ordinal))
                {
                    await upstream.CopyJsonAsync(body, http.Response.Body, PublicRoot(http), cancellationToken);
                }
                else
                {
                    http.Response.ContentLength = response.Content.Headers.ContentLength;

                    // Images never change under their UIDs; the right to see them may, so a browser keeps them for minutes only.
                    http.Response.Headers.CacheControl = "private, max-age=600";
                    await body.CopyToAsync(http.Response.Body, 1 << 17, cancellationToken);
                }
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
            {
                // Half an answer must not look whole: the only honest end is a broken connection.
                http.Abort();
            }
        }
        return Results.Empty;
    }

    // The archive's own error text may name paths and addresses; it stays inside.
    private static IResult Refusal(int status) => status switch
    {
        StatusCodes.Status404NotFound => new UnknownDicomWebPath().ToHttp(),
        >= 400 and < 500 and not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden) => new ArchiveRefuses(status).ToHttp(),
        _ => new ArchiveDown().ToHttp(),
    };

    private static string PublicRoot(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/dicomweb/";
}
