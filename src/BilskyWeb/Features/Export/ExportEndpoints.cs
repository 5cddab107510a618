using System.IO.Compression;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Documents;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;

namespace BilskyWeb.Features.Export;

/// <summary>Results for programs, and their files for pages.</summary>
internal static class ExportEndpoints
{
    private const string Dicom = "application/dicom";

    public static void MapResultsApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api").RequireAuthorization(Policy.Referrer).WithTags("Results");
        api.MapGet("studies/{uid}/results", async (string uid, ListResults list, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await list.OfStudyAsync(await actors.GetAsync(), uid, cancellationToken)).ToHttp(views => Results.Ok(views.Select(ResultJson.From).ToList()))).Produces<IReadOnlyList<ResultJson>>().WithMetadata(new ShowsStudyByUidAttribute(StudyWay.Api));
        api.MapGet("results/{id:guid}.dcm", (Guid id, ReadResult read, ActorAccessor actors, HttpContext http) => FileAsync(id, false, read, actors, http)).WithMetadata(new ShowsStudyOfResultAttribute());
        api.MapGet("results/{id:guid}.pdf", (Guid id, ReadResult read, ActorAccessor actors, HttpContext http) => FileAsync(id, true, read, actors, http)).WithMetadata(new ShowsStudyOfResultAttribute());

        var outlines = endpoints.MapGroup("/api/gradings/{run:guid}/outlines").RequireAuthorization(Policy.Reviewer).WithTags("Results");
        outlines.MapGet("segmentation", (Guid run, WriteOutlines write, ActorAccessor actors, HttpContext http) => OutlinesAsync(run, SegmentationObject.Write, "outlines-segmentation", write, actors, http))
            .WithMetadata(new ShowsStudyOfRunAttribute(StudyWay.Document));
        outlines.MapGet("structures", (Guid run, WriteOutlines write, ActorAccessor actors, HttpContext http) => OutlinesAsync(run, StructureSetObject.Write, "outlines-structure-set", write, actors, http))
            .WithMetadata(new ShowsStudyOfRunAttribute(StudyWay.Document));
    }

    private static async Task<IResult> FileAsync(Guid id, bool asPdf, ReadResult read, ActorAccessor actors, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return (await read.HandleAsync(await actors.GetAsync(), id, asPdf, http.RequestAborted)).ToHttp(file => Results.File(file.Bytes, asPdf ? "application/pdf" : Dicom, file.Name));
    }

    private static async Task<IResult> OutlinesAsync(Guid run, Func<OutlineProposal, WrittenDocument> kind, string name, WriteOutlines write, ActorAccessor actors, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return (await write.HandleAsync(await actors.GetAsync(), run, kind, http.RequestAborted)).ToHttp(documents =>
            documents is [var only] ? Results.File(only.File, Dicom, $"{name}.dcm") : Results.File(Packed(documents, name), "application/zip", $"{name}.zip"));
    }

    private static byte[] Packed(IReadOnlyList<WrittenDocument> documents, string name)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (document, number) in documents.Select((d, i) => (d, i + 1)))
            {
                using var entry = zip.CreateEntry($"{name}-{number}.dcm").Open();
                entry.Write(document.File);
            }
        }

        return bytes.ToArray();
    }
}

/// <summary>A version of a study's results.</summary>
/// <param name="Version">From 1; the highest counts.</param>
/// <param name="State">waiting, stored or failed.</param>
/// <param name="Error">Why it waits or failed; null otherwise.</param>
/// <param name="SignedBy">Who signed.</param>
/// <param name="SignedAt">When.</param>
/// <param name="ResearchOnly">Always true: grades are a research model's, confirmed or changed by the signer.</param>
/// <param name="Documents">What was written.</param>
/// <param name="Deliveries">Where it was sent.</param>
public sealed record ResultJson(
    int Version, string State, string? Error, string SignedBy, DateTimeOffset SignedAt, bool ResearchOnly, IReadOnlyList<ResultDocumentJson> Documents, IReadOnlyList<ResultDeliveryJson> Deliveries)
{
    internal static ResultJson From(ReleaseView view) => new(
        view.Release.Version, view.Release.State.ToString().ToLowerInvariant(), view.Release.Error, view.SignedBy, view.SignedAt, true,
        [.. view.Release.Objects.Select(o => new ResultDocumentJson(o.Id, ResultWords.FileName(o.Kind, o.Number), o.SopClassUid, o.SeriesInstanceUid, o.SopInstanceUid))],
        [.. view.Release.Deliveries.Select(d => new ResultDeliveryJson(d.Destination, d.State.ToString().ToLowerInvariant(), d.Error, d.SentAt))]);
}

/// <summary>A document; its file is at /api/results/{id}.dcm, and that of the report also at /api/results/{id}.pdf.</summary>
public sealed record ResultDocumentJson(Guid Id, string Kind, string SopClassUid, string SeriesInstanceUid, string SopInstanceUid);

/// <summary>A destination: waiting, sent (it was asked and has all), unconfirmed (it answers no questions), failed or superseded.</summary>
public sealed record ResultDeliveryJson(string Destination, string State, string? Error, DateTimeOffset? SentAt);
