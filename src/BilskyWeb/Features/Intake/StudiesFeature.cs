using BilskyWeb.Features.Intake.ChangeFeed;
using BilskyWeb.Features.Intake.Delivery;
using BilskyWeb.Features.Intake.DicomWeb;
using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform;

namespace BilskyWeb.Features.Intake;

/// <summary>What is in the archive, who may see it, and whose it is.</summary>
internal static class StudiesFeature
{
    public static void AddStudies(this IHostApplicationBuilder builder, ProcessRole role)
    {
        var services = builder.Services;
        services.AddOptions<StudyOptions>().BindConfiguration(StudyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FetchesUnderWay>();
        services.AddSingleton<ReadArrivals>();
        services.AddSingleton<AdmitUpload>();
        services.AddSingleton<MetOnTheWay>();
        services.AddSingleton<ReadStudyFacts>();
        services.AddSingleton<RecordStudy>();
        services.AddSingleton<StudyRegister>();
        services.AddSingleton<StudyDelivery>();
        services.AddSingleton<ArchiveDelivery>();
        services.AddSingleton<CompareWithArchive>();
        services.AddScoped<SendUploadJob>();
        services.AddHostedService<UploadDispatcher>();
        services.AddHostedService<ChangeFeedFollower>();
        if (role == ProcessRole.Serve)
        {
            services.AddSingleton<SaveAnswers>();
            services.AddSingleton<ReadForm>();
            services.AddSingleton<ListStudies>();
            services.AddSingleton<FindStudy>();
            services.AddSingleton<WarnBeforehand>();
            services.AddSingleton<ListAdditions>();
            services.AddSingleton<ListHolds>();
            services.AddSingleton<KeepHeldApart>();
            services.AddSingleton<RemoveRejected>();
            services.AddSingleton<SettleHold>();
            services.AddSingleton<CorrectHeldIdentity>();
            services.AddSingleton<CorrectArchivedIdentity>();
            services.AddSingleton<CorrectStagedIdentity>();
            services.AddSingleton<FetchFromRemote>();
            services.AddSingleton<DicomWebUpstream>();
            services.AddSingleton<FollowUpload>();
        }
    }

    public static void MapStudies(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapStudyApi();
        endpoints.MapClinicalForms();
        endpoints.MapDicomWeb();
        endpoints.MapStow();
    }
}
