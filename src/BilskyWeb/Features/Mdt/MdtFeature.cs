using BilskyWeb.Features.Cases.MyReferrals;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Mdt.Board;
using BilskyWeb.Features.Mdt.CasePages;
using BilskyWeb.Features.Mdt.Decisions;
using BilskyWeb.Features.Mdt.Meetings;
using BilskyWeb.Features.Mdt.Notes;
using BilskyWeb.Features.Mdt.OnCall;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform;

namespace BilskyWeb.Features.Mdt;

/// <summary>Patients' cases, and how the spine oncology team decides about them.</summary>
internal static class MdtFeature
{
    public static void AddMdt(this IHostApplicationBuilder builder, ProcessRole role)
    {
        var services = builder.Services;
        services.AddOptions<OnCallOptions>().BindConfiguration(OnCallOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PlaceStudy>();
        services.AddSingleton<CaseClocks>();
        services.AddSingleton<EscalateCirculation>();
        services.AddSingleton<WatchClocks>();
        services.AddSingleton<OnCallSweeper>();
        services.AddHostedService(s => s.GetRequiredService<OnCallSweeper>());
        services.AddSingleton<CaseSweeper>();
        services.AddHostedService(s => s.GetRequiredService<CaseSweeper>());
        if (role == ProcessRole.Serve)
        {
            services.AddSingleton<ListBoard>();
            services.AddSingleton<MoveCase>();
            services.AddSingleton<JoinCases>();
            services.AddSingleton<OpenCase>();
            services.AddSingleton<ShowCase>();
            services.AddSingleton<FindCaseOfStudy>();
            services.AddSingleton<CaseOfUid>();
            services.AddSingleton<CompareStudies>();
            services.AddSingleton<SignDecision>();
            services.AddSingleton<ReadDecisions>();
            services.AddSingleton<ReadNotes>();
            services.AddSingleton<ListMembers>();
            services.AddSingleton<AddComment>();
            services.AddSingleton<GiveTask>();
            services.AddSingleton<ShowMeeting>();
            services.AddSingleton<ArrangeMeeting>();
            services.AddSingleton<WriteMinutes>();
            services.AddSingleton<ArrangeShift>();
            services.AddSingleton<ListShifts>();
            services.AddSingleton<CirculateCase>();
            services.AddSingleton<AcknowledgeCirculation>();
            services.AddSingleton<ReadCirculations>();
            services.AddSingleton(s => new AnswerNotice(s.GetRequiredService<AcknowledgeCirculation>().HandleAsync));
            services.AddSingleton(new ReferralOutcomes(ReadDecisions.OutcomesAsync));
            services.AddSingleton(new StudyPagePart(StudyPagePlace.Head, typeof(OutcomeOnStudyPage), ForReviewers: false));
            services.AddSingleton(new StudyPagePart(StudyPagePlace.Head, typeof(CaseOnStudyPage), ForReviewers: true));
        }
    }

    public static void MapMdt(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCaseApi();
        endpoints.MapOnCallApi();
    }
}
