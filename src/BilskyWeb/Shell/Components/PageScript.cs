using Microsoft.JSInterop;

namespace BilskyWeb.Shell.Components;

/// <summary>How starting a script ended.</summary>
internal enum ScriptStart
{
    /// <summary>It runs.</summary>
    Started,

    /// <summary>It found that this browser lacks what it needs, and returned null.</summary>
    Declined,

    /// <summary>It threw, or could not be loaded.</summary>
    Failed,

    /// <summary>The page was left meanwhile.</summary>
    Left,
}

/// <summary>
/// The script of a page or panel, from import to dispose, with a browser that may go away at any moment. What its start function returns
/// has a <c>dispose</c> function. A page that was left has nobody to tell: there every call simply ends.
/// </summary>
/// <param name="js">Of the page's circuit.</param>
/// <param name="path">Where the browser finds the module.</param>
internal sealed class PageScript(IJSRuntime js, string path) : IAsyncDisposable
{
    private readonly List<IDisposable> _references = [];
    private IJSObjectReference? _module;
    private IJSObjectReference? _running;
    private Task _starting = Task.CompletedTask;
    private bool _closed;

    /// <summary>True once started: only then does <see cref="CallAsync"/> do anything.</summary>
    internal bool IsRunning => _running is not null;

    /// <summary>What the script calls the component by; it ends with this.</summary>
    internal DotNetObjectReference<T> Refer<T>(T component)
        where T : class
    {
        var reference = DotNetObjectReference.Create(component);
        _references.Add(reference);
        return reference;
    }

    /// <summary>Starts it, in place of what runs already.</summary>
    internal Task<ScriptStart> StartAsync(string function, params object?[] arguments)
    {
        var starting = BeginAsync(function, arguments);
        _starting = starting;
        return starting;
    }

    /// <summary>Calls a function of what runs, once it runs.</summary>
    /// <exception cref="JSException">It threw.</exception>
    internal async Task CallAsync(string function, params object?[] arguments)
    {
        await _starting;
        try
        {
            if (_running is not null)
            {
                await _running.InvokeVoidAsync(function, arguments);
            }
        }
        catch (Exception gone) when (IsGone(gone))
        {
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        try
        {
            await EndAsync();
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // The browser went first and took the script with it.
        }

        _references.ForEach(r => r.Dispose());
    }

    private async Task<ScriptStart> BeginAsync(string function, object?[] arguments)
    {
        try
        {
            _module ??= await js.InvokeAsync<IJSObjectReference>("import", path);
            await StopAsync();
            _running = await _module.InvokeAsync<IJSObjectReference?>(function, arguments);
            if (!_closed)
            {
                return _running is null ? ScriptStart.Declined : ScriptStart.Started;
            }

            // The page was left while it started: nobody else would stop it.
            await EndAsync();
        }
        catch (JSException)
        {
            return ScriptStart.Failed;
        }
        catch (Exception gone) when (IsGone(gone))
        {
        }

        return ScriptStart.Left;
    }

    private async Task EndAsync()
    {
        await StopAsync();
        if (_module is { } module)
        {
            _module = null;
            await module.DisposeAsync();
        }
    }

    private async Task StopAsync()
    {
        if (_running is { } running)
        {
            _running = null;
            await running.InvokeVoidAsync("dispose");
            await running.DisposeAsync();
        }
    }

    private static bool IsGone(Exception fault) => fault is JSDisconnectedException or OperationCanceledException or ObjectDisposedException;
}
