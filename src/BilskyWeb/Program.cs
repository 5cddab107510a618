using System.CommandLine;
using BilskyWeb.Commands;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Cases.MyReferrals;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Features.Export;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake;
using BilskyWeb.Features.Intake.Links;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Features.Oversight.Audit;
using BilskyWeb.Features.Oversight.Ledger;
using BilskyWeb.Features.Oversight.Monitoring;
using BilskyWeb.Features.Oversight.Replays;
using BilskyWeb.Features.Oversight.Workers;
using BilskyWeb.Features.Research.Labelling;
using BilskyWeb.Features.Research.ReaderStudies;
using BilskyWeb.Features.Review;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Health;
using BilskyWeb.Platform.Http;
using BilskyWeb.Platform.Jobs;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using BilskyWeb.Platform.Telemetry;
using BilskyWeb.Shell;

namespace BilskyWeb;

internal static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args, new RootCommand("Grades spinal cord compression on MRI. Research only.")
    {
        ServeCommand.Create(),
        WorkerCommand.Create(),
        TokenCommand.Create(),
        AccountCommand.Create(),
        LedgerCommand.Create(),
        GradeCommand.Create(),
        UpCommand.Create(),
        DownCommand.Create(),
        StatusCommand.Create(),
        BackupCommands.Backup(),
        BackupCommands.Restore(),
        PhantomCommand.Create(),
        CheckCommand.Create(),
        AgreeCommand.Create(),
    });

    /// <summary>The web application, or a worker (jobs, health and metrics only). Tests start the same thing.</summary>
    internal static WebApplication Build(string[] args, ProcessRole role = ProcessRole.Serve)
    {
        var builder = WebApplication.CreateBuilder(ContentRoot.Options(args));
        builder.AddTelemetry();
        builder.AddHealth();
        builder.AddDatabase();
        builder.AddArchive();
        builder.AddStorage();
        builder.AddLiveUpdates();
        builder.AddJobs(role);
        builder.AddAuth();
        builder.AddHttp();
        builder.AddShell();
        builder.AddAccounts(role);
        builder.AddNotifications(role);
        builder.AddReferrals(role);
        builder.AddReferralLinks(role);
        builder.AddStudies(role);
        builder.AddMyReferrals();
        builder.AddGrading();
        builder.AddClocks();
        builder.AddViewer();
        builder.AddWorklist();
        builder.AddReview(role);
        builder.AddAnnotation();
        builder.AddFlaggedStudies();
        builder.AddMdt(role);
        builder.AddAudit();
        builder.AddLedger();
        builder.AddReplays();
        builder.AddWorkers(role);
        builder.AddMonitoring();
        builder.AddReaderStudies();
        builder.AddExport(role);

        var app = builder.Build();
        app.UseHttp(role);
        app.MapHealth();
        app.MapTelemetry();
        if (role == ProcessRole.Serve)
        {
            app.MapOpenApi().AllowAnonymous();
            app.MapJobsDashboard();
            app.MapShell();
            app.MapAccounts();
            app.MapReferrals();
            app.MapReferralLinks();
            app.MapStudies();
            app.MapGrading();
            app.MapWorklist();
            app.MapViewer();
            app.MapClocks();
            app.MapAudit();
            app.MapReview();
            app.MapMdt();
            app.MapAnnotation();
            app.MapReaderStudies();
            app.MapExport();
        }

        return app;
    }
}
