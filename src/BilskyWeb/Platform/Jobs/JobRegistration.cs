using BilskyWeb.Platform.Auth;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Dashboard;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BilskyWeb.Platform.Jobs;

/// <summary>Hangfire on PostgreSQL: any number of processes share the queues, and a job whose process died is taken over.</summary>
internal static class JobRegistration
{
    public static void AddJobs(this IHostApplicationBuilder builder, ProcessRole role)
    {
        builder.Services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        // Hangfire's own registrations read storage and activator from statics, where a second host in the process (in tests) puts its own:
        // jobs then go into one database and are looked for in another.
        builder.Services.AddSingleton<JobStorage>(NewStorage);
        builder.Services.AddSingleton<JobActivator, AspNetCoreJobActivator>();
        builder.Services.AddHangfire(configuration => configuration
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
        builder.Services.AddSingleton(provider => new GradingServer(Count(provider, o => o.GradingWorkers) > 0, () => NewServer(provider, JobQueue.Grading, Count(provider, o => o.GradingWorkers), role)));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<GradingServer>());
        builder.Services.AddSingleton<IHostedService>(provider => Count(provider, o => o.DefaultWorkers) is > 0 and var count ? NewServer(provider, JobQueue.Default, count, role) : new NoServer());
    }

    public static void MapJobsDashboard(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapHangfireDashboard("/admin/jobs", new DashboardOptions { Authorization = [new Everyone()], DashboardTitle = "BilskyWeb jobs", DisplayStorageConnectionString = false })
            .RequireAuthorization(Policy.Admin);

    private static PostgreSqlStorage NewStorage(IServiceProvider services)
    {
        // A server needs the serializers before it reads its first job, and asks for storage alone.
        services.GetRequiredService<IGlobalConfiguration>();
        var options = services.GetRequiredService<IOptions<JobOptions>>().Value;
        return new PostgreSqlStorage(
            new SharedPool(services.GetRequiredService<NpgsqlDataSource>()),
            new PostgreSqlStorageOptions
            {
                SchemaName = "hangfire",
                PrepareSchemaIfNecessary = true,

                // Fixed invisibility would hand a grading that lasts longer to a second worker.
                UseSlidingInvisibilityTimeout = true,
                InvisibilityTimeout = TimeSpan.FromSeconds(options.TakeOverAfterSeconds),
                QueuePollInterval = TimeSpan.FromSeconds(options.PollSeconds),
            });
    }

    private static int Count(IServiceProvider provider, Func<JobOptions, int> workers) => workers(provider.GetRequiredService<IOptions<JobOptions>>().Value);

    private static BackgroundJobServerHostedService NewServer(IServiceProvider provider, string queue, int workers, ProcessRole role) => ActivatorUtilities.CreateInstance<BackgroundJobServerHostedService>(
        provider,
        provider.GetRequiredService<JobStorage>(),
        new BackgroundJobServerOptions
        {
            ServerName = $"{Environment.MachineName}:{role.ToString().ToLowerInvariant()}:{queue}",
            Queues = [queue],
            WorkerCount = workers,
            ShutdownTimeout = TimeSpan.FromSeconds(20),
            Activator = provider.GetRequiredService<JobActivator>(),
            FilterProvider = provider.GetRequiredService<Hangfire.Common.IJobFilterProvider>(),
        });

    /// <summary>The endpoint's own policy has already admitted the reader; Hangfire's second opinion would only know localhost.</summary>
    private sealed class Everyone : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => true;
    }

    private sealed class NoServer : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class SharedPool(NpgsqlDataSource source) : Hangfire.PostgreSql.IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => source.CreateConnection();
    }
}
