using BilskyWeb.Shell.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Tests.Shell.Components;

/// <summary>What a browser test cannot time: a page that is left, or changes, while its script is still starting.</summary>
public sealed class PageScriptTests
{
    private readonly SlowBrowser _browser = new();
    private readonly PageScript _script;

    public PageScriptTests() => _script = new PageScript(_browser, "/viewer/page.js");

    [Fact]
    public async Task DisposeAsync_WhileItStarts_StopsWhatStartedAfterwards()
    {
        var starting = _script.StartAsync("open");
        await _script.DisposeAsync();
        _browser.Opens.SetResult(_browser);

        Assert.Equal(ScriptStart.Left, await starting);
        Assert.Equal(["import", "open", "dispose"], _browser.Called);
        Assert.False(_script.IsRunning);
    }

    [Fact]
    public async Task CallAsync_WhileItStarts_IsCalledOnceItRuns()
    {
        var starting = _script.StartAsync("open");
        var call = _script.CallAsync("show");
        Assert.False(call.IsCompleted);
        _browser.Opens.SetResult(_browser);

        Assert.Equal(ScriptStart.Started, await starting);
        await call;
        Assert.Equal(["import", "open", "show"], _browser.Called);
    }

    [Fact]
    public async Task StartAsync_AgainWhileItRuns_StopsTheFirst()
    {
        _browser.Opens.SetResult(_browser);
        await _script.StartAsync("open");

        Assert.Equal(ScriptStart.Started, await _script.StartAsync("open"));
        Assert.Equal(["import", "open", "dispose", "open"], _browser.Called);
    }

    [Theory]
    [InlineData(typeof(JSException), (int)ScriptStart.Failed)]
    [InlineData(typeof(JSDisconnectedException), (int)ScriptStart.Left)]
    [InlineData(typeof(TaskCanceledException), (int)ScriptStart.Left)]
    public async Task StartAsync_BrowserThrows_SaysHowItEnded(Type fault, int expected)
    {
        _browser.Opens.SetException((Exception)Activator.CreateInstance(fault, "said by the browser")!);

        Assert.Equal((ScriptStart)expected, await _script.StartAsync("open"));
        await _script.CallAsync("show");
        await _script.DisposeAsync();
        Assert.Equal(["import", "open"], _browser.Called);
    }

    [Fact]
    public async Task StartAsync_ScriptReturnsNull_HasDeclinedAndIsNotCalled()
    {
        _browser.Opens.SetResult(null);

        Assert.Equal(ScriptStart.Declined, await _script.StartAsync("open"));
        await _script.CallAsync("show");
        Assert.Equal(["import", "open"], _browser.Called);
    }

    /// <summary>The far side of a circuit: module and running script in one, which opens when it is told to.</summary>
    private sealed class SlowBrowser : IJSRuntime, IJSObjectReference
    {
        internal TaskCompletionSource<IJSObjectReference?> Opens { get; } = new();

        internal List<string> Called { get; } = [];

        public async ValueTask<T> InvokeAsync<T>(string identifier, object?[]? args)
        {
            Called.Add(identifier);
            object? answer = identifier switch
            {
                "import" => this,
                "open" => await Opens.Task,
                _ => null,
            };
            return (T)answer!;
        }

        public ValueTask<T> InvokeAsync<T>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<T>(identifier, args);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
