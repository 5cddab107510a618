using System.Text.Json.Serialization;
using BilskyWeb.Core;
using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>The clinical form, for the page's script and for programs: read it, and save answers on it. Ids are ours; no patient stands in an address.</summary>
internal static class ClinicalEndpoints
{
    // The most answers at once, each the longest, every letter of it escaped.
    private const int LargestBody = SaveAnswers.MostAtOnce * (4000 * 6 + 500);

    public static void MapClinicalForms(this IEndpointRouteBuilder endpoints)
    {
        var forms = endpoints.MapGroup("/api/clinical-forms/{id:guid}").RequireAuthorization(Policy.Sender).RequireAntiforgeryHeader().WithTags("Clinical");
        forms.MapGet("", async (Guid id, ReadForm read, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await read.HandleAsync(await actors.GetAsync(), id, cancellationToken)).ToHttp())
            .WithSummary("One's own clinical form: the newest answer of each field, and what is required for each urgency.");
        forms.MapPost("answers", async (Guid id, AnswersBody body, SaveAnswers save, ReadForm read, ActorAccessor actors, CancellationToken cancellationToken, [FromQuery] Guid? study = null) =>
        {
            var actor = await actors.GetAsync();
            var saved = await save.HandleAsync(actor, id, study, body.Tab, body.Answers ?? [], cancellationToken);
            return saved.Error is { } error ? error.ToHttp()
                : (await read.HandleAsync(actor, id, cancellationToken)).ToHttp(form => Results.Ok(new AnswersSaved(form, saved.Value)));
        })
            .WithSummary("Saves answers on one's own clinical form, which the first of them begins. Those that are refused are named; the others are saved.")
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        endpoints.MapGet("/api/clinical-fields", () => Results.Ok(ClinicalFields.All.Select(r => new
        {
            r.Code,
            r.Label,
            Kind = r.Kind.ToString().ToLowerInvariant(),
            Section = r.Section.ToString().ToLowerInvariant(),
            Options = r.Options.Select(o => new { o.Code, o.Words }),
            MaxLength = r.Kind == FieldKind.Text ? r.MaxLength : (int?)null,
            Least = r.Kind == FieldKind.Number ? r.Least : (int?)null,
            Most = r.Kind == FieldKind.Number ? r.Most : (int?)null,
            RequiredFor = ReadForm.RequiredByUrgency.Where(u => u.Value.Contains(r.Code)).Select(u => u.Key),
        }))).RequireAuthorization(Policy.Referrer).WithTags("Clinical").WithSummary("What the clinical form asks, with its codes.");
    }

    internal sealed record AnswersBody([property: JsonRequired] Guid Tab, [property: JsonRequired] IReadOnlyList<NewAnswer>? Answers);

    internal sealed record AnswersSaved(FormView Form, IReadOnlyList<RefusedAnswer> Refused);
}
