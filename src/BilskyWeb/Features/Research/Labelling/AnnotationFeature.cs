using BilskyWeb.Platform.Audit;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>Labelling: sets of slices, a box and a grade for each, and the files in which labels come and go.</summary>
internal static class AnnotationFeature
{
    public static void AddAnnotation(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<MakeLabelSet>();
        services.AddSingleton<ListLabelSets>();
        services.AddSingleton<ArchiveLabelSet>();
        services.AddSingleton<DeleteLabelSet>();
        services.AddSingleton<ShowLabelSet>();
        services.AddSingleton<OpenLabelling>();
        services.AddSingleton<ReadNewLabels>();
        services.AddSingleton<SaveLabels>();
        services.AddSingleton<DrawLabelSlice>();
        services.AddSingleton<ImportLabels>();
        services.AddSingleton<ExportLabels>();
        services.AddSingleton(new TrailNames((database, ids) => database.LabelSets.Where(s => ids.Contains(s.Id)).Select(s => new NamedThing(s.Id, s.Name))));
    }

    public static void MapAnnotation(this IEndpointRouteBuilder endpoints) => endpoints.MapLabelSetApi();
}
