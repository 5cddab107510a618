using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BilskyWeb.Platform.Live;

/// <summary>
/// Whether the browser of a live page is there. A page is kept for a quarter of an hour after its browser has gone, in case it comes back; in that time it
/// reads nothing.
/// </summary>
public sealed class BrowserConnection : CircuitHandler
{
    private volatile bool _isLost;

    /// <summary>Raised when the browser is there again.</summary>
    public event Action? CameBack;

    /// <summary>True while the browser cannot be reached.</summary>
    public bool IsLost => _isLost;

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _isLost = true;
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _isLost = false;
        CameBack?.Invoke();
        return Task.CompletedTask;
    }
}
