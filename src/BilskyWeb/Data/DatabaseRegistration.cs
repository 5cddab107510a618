using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Health;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Data;

/// <summary>PostgreSQL for everything: rows, jobs, live updates and the keys that protect cookies.</summary>
internal static class DatabaseRegistration
{
    public const string ConnectionKey = "BILSKY_DB";

    /// <summary>The owner of the tables, for the migrations program alone: the program's own role changes rows, no table, and cannot alter the ledger.</summary>
    public const string OwnerConnectionKey = "BILSKY_DB_OWNER";

    public static void AddDatabase(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DatabaseOptions>()
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString = configuration[ConnectionKey] ?? "")
            .Validate(o => o.IsValid, $"{ConnectionKey} is not a PostgreSQL connection string. Set it, for example: Host=localhost;Database=bilsky;Username=bilsky;Password=…")
            .ValidateOnStart();
        builder.Services.AddSingleton(services =>
            NpgsqlDataSource.Create(services.GetRequiredService<Microsoft.Extensions.Options.IOptions<DatabaseOptions>>().Value.Pooled));
        builder.Services.AddDbContextFactory<BilskyDbContext>((services, options) => options.UseBilsky(services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddSingleton<AuditTrail>();
        builder.Services.AddSingleton<StudyViews>();
        builder.Services.AddDataProtection().SetApplicationName("BilskyWeb").PersistKeysToDbContext<BilskyDbContext>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", tags: [HealthRegistration.Ready]);
    }

    /// <summary>The one way to configure the context, shared by the host, the migrations program and tests.</summary>
    public static DbContextOptionsBuilder UseBilsky(this DbContextOptionsBuilder options, NpgsqlDataSource source) =>
        options.UseNpgsql(source, npgsql => npgsql.MigrationsAssembly("BilskyWeb.Migrations"));
}

/// <summary>Where the database is. Comes from the environment only, because it holds a password.</summary>
internal sealed class DatabaseOptions
{
    public string ConnectionString { get; set; } = "";

    public bool IsValid
    {
        get
        {
            try
            {
                return !string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(ConnectionString).Host);
            }
            catch (Exception wrong) when (wrong is ArgumentException or FormatException)
            {
                return false;
            }
        }
    }

    /// <summary>Bounded below PostgreSQL's default of 100 connections, so that a web node and a few workers fit.</summary>
    public string Pooled
    {
        get
        {
            var builder = new NpgsqlConnectionStringBuilder(ConnectionString) { ApplicationName = "bilsky" };
            builder.MaxPoolSize = Math.Min(builder.MaxPoolSize, 30);
            return builder.ConnectionString;
        }
    }
}
