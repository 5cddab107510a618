using BilskyWeb.Platform.Audit;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>Blinded reader studies: making them, reading in them, their results.</summary>
internal static class ReaderStudyFeature
{
    public static void AddReaderStudies(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<PrepareReaderStudy>();
        services.AddSingleton<MakeReaderStudy>();
        services.AddSingleton<ListReaderStudies>();
        services.AddSingleton<OpenReading>();
        services.AddSingleton<SaveRead>();
        services.AddSingleton<CloseReaderStudy>();
        services.AddSingleton<ArchiveReaderStudy>();
        services.AddSingleton<DeleteReaderStudy>();
        services.AddSingleton<OpenConsensus>();
        services.AddSingleton<SettleCase>();
        services.AddSingleton<DrawCase>();
        services.AddSingleton<OpenCaseStack>();
        services.AddSingleton<ReadCaseSlice>();
        services.AddSingleton<ShowResults>();
        services.AddSingleton<ExportReads>();
        services.AddSingleton(new TrailNames((database, ids) => database.ReaderStudies.Where(s => ids.Contains(s.Id)).Select(s => new NamedThing(s.Id, s.Name))));
        services.AddSingleton(new TrailNames((database, ids) => database.ReaderStudyCases.Where(c => ids.Contains(c.Id)).Select(c => new NamedThing(c.Id, "case " + c.Number))));
    }

    public static void MapReaderStudies(this IEndpointRouteBuilder endpoints) => endpoints.MapReaderStudyApi();
}
