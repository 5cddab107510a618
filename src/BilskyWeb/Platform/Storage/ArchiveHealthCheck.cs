using BilskyWeb.Imaging.Archive;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Platform.Storage;

/// <summary>The archive answers. Asks once, without the patience that real work has: a probe must be quick.</summary>
internal sealed class ArchiveHealthCheck(IOptions<ArchiveOptions> options) : IHealthCheck, IDisposable
{
    private readonly OrthancArchive _archive = new(new ArchiveOptions
    {
        Url = options.Value.Url,
        User = options.Value.User,
        Password = options.Value.Password,
        DicomWebPath = options.Value.DicomWebPath,
        Retries = 0,
        RequestTimeout = TimeSpan.FromSeconds(4),
    });

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var system = await _archive.GetSystemAsync(cancellationToken);
        return system.Match(
            found => HealthCheckResult.Healthy($"Orthanc {found.Version} answers."),
            error => HealthCheckResult.Unhealthy(error.Message));
    }

    public void Dispose() => _archive.Dispose();
}
