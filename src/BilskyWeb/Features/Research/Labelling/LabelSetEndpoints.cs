using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using BilskyWeb.Imaging.Labels;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>
/// Labels for programs and for the labelling page: it saves by plain requests and not over its live connection, so that a lost one stops nobody
/// from labelling. Addresses hold ids of ours alone.
/// </summary>
internal static class LabelSetEndpoints
{
    public static void MapLabelSetApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/label-sets/{set:guid}").RequireAuthorization(Policy.Reviewer).WithTags("Label sets");
        api.MapGet("work", async (Guid set, OpenLabelling open, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await open.HandleAsync(await actors.GetAsync(), set, cancellationToken)).ToHttp()).Produces<LabelWork>().WithMetadata(new ShowsStudyOfLabelSetAttribute());
        api.MapGet("labels", async (Guid set, long? after, ReadNewLabels read, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await read.HandleAsync(await actors.GetAsync(), set, after ?? 0, cancellationToken)).ToHttp()).Produces<NewLabels>();
        api.MapPost("labels", async (Guid set, LabelsBody body, SaveLabels save, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await save.HandleAsync(await actors.GetAsync(), set, body.Labels ?? [], cancellationToken)).ToHttp()).RequireAntiforgeryHeader();
        api.MapGet("slices/{number:int}.png", async (Guid set, int number, DrawLabelSlice draw, ActorAccessor actors, HttpContext http) =>
        {
            var image = await draw.HandleAsync(await actors.GetAsync(), set, number, http.RequestAborted);

            // A slice of a set never changes, and a lost connection must not take the image away.
            http.Response.Headers.CacheControl = image.IsOk ? "private, max-age=3600" : "no-store";
            return image.ToHttp(png => Results.Bytes(png, "image/png"));
        }).WithMetadata(new ShowsStudyOfLabelSetAttribute());
        api.MapGet("slices/{number:int}/view", async (Guid set, int number, DrawLabelSlice draw, ActorAccessor actors, HttpContext http) =>
        {
            var view = await draw.ViewAsync(await actors.GetAsync(), set, number, http.RequestAborted);
            http.Response.Headers.CacheControl = view.IsOk ? "private, max-age=3600" : "no-store";
            return view.ToHttp();
        }).Produces<LabelViewJson>().WithMetadata(new ShowsStudyOfLabelSetAttribute());
        api.MapGet("labels.zip", (Guid set, ExportLabels export, ActorAccessor actors, CancellationToken cancellationToken) =>
            ExportAsync(set, LabelExportKind.Dicom, $"labels-{set:N}.zip", export, actors, cancellationToken)).WithMetadata(new ShowsStudyOfLabelSetAttribute());
        api.MapGet("labelimg.zip", (Guid set, ExportLabels export, ActorAccessor actors, CancellationToken cancellationToken) =>
            ExportAsync(set, LabelExportKind.Pictures, $"labelimg-{set:N}.zip", export, actors, cancellationToken)).WithMetadata(new ShowsStudyOfLabelSetAttribute());
        api.MapPost("import", ImportAsync).RequireAuthorization(Policy.Admin).RequireAntiforgeryHeader().Produces<ImportedLabels>()
            .WithSummary("Takes labels.csv, one Pascal VOC file, or a ZIP of either, as the body; all labels or none. The file's name is read from Content-Disposition.")
            .WithMetadata(new DisableRequestSizeLimitAttribute());
    }

    internal sealed record LabelsBody(IReadOnlyList<NewLabel>? Labels);

    private static async Task<IResult> ExportAsync(Guid set, LabelExportKind kind, string name, ExportLabels export, ActorAccessor actors, CancellationToken cancellationToken) =>
        (await export.HandleAsync(await actors.GetAsync(), set, kind, cancellationToken))
            .ToHttp(ready => Results.Stream(target => ready.WriteToAsync(target, cancellationToken), "application/zip", name));

    private static async Task<IResult> ImportAsync(HttpContext http, Guid set, ImportLabels import, ActorAccessor actors, CancellationToken cancellationToken, [FromQuery] bool replace = false)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // One byte more than is taken, so that the use case says what is wrong.
            size.MaxRequestBodySize = LabelsUpload.MostBytes + 1;
        }

        var name = ContentDispositionHeaderValue.TryParse(http.Request.Headers.ContentDisposition.ToString(), out var header) ? HeaderUtilities.RemoveQuotes(header.FileName).Value : null;
        return (await import.HandleAsync(await actors.GetAsync(), set, name ?? LabelsCsv.FileName, http.Request.Body, replace, cancellationToken)).ToHttp();
    }
}
