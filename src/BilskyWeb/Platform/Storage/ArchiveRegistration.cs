using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Health;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Platform.Storage;

/// <summary>The archive's clients, one of each per process.</summary>
internal static class ArchiveRegistration
{
    public const string UrlKey = "BILSKY_ARCHIVE";
    public const string UserKey = "BILSKY_ARCHIVE_USER";
    public const string PasswordKey = "BILSKY_ARCHIVE_PASSWORD";

    public static void AddArchive(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ArchiveOptions>()
            .Configure<IConfiguration>((options, configuration) =>
            {
                options.Url = Uri.TryCreate(configuration[UrlKey], UriKind.Absolute, out var url) ? url : null;
                options.User = configuration[UserKey];
                options.Password = configuration[PasswordKey];
            })
            .Validate(o => o.Url is { Scheme: "http" or "https" }, $"{UrlKey} is not an address. Set it to the archive's, for example http://localhost:8042/.")
            .Validate(o => o.Url is null || o.Url.UserInfo.Length == 0, $"{UrlKey} holds a password. Put it into {UserKey} and {PasswordKey}: addresses are logged.")
            .ValidateOnStart();
        builder.Services.AddSingleton(services => new DicomWebArchive(services.GetRequiredService<IOptions<ArchiveOptions>>().Value));
        builder.Services.AddSingleton(services => new OrthancArchive(services.GetRequiredService<IOptions<ArchiveOptions>>().Value));
        builder.Services.AddSingleton<ArchiveHealthCheck>();
        builder.Services.AddHealthChecks().AddCheck<ArchiveHealthCheck>("archive", tags: [HealthRegistration.Ready], timeout: TimeSpan.FromSeconds(5));
    }
}
