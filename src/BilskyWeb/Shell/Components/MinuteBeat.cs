using System.Collections.Concurrent;

namespace BilskyWeb.Shell.Components;

/// <summary>Lets every clock on a page move together: one timer per circuit, running only while somebody listens.</summary>
public sealed class MinuteBeat(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Listener, byte> _listeners = new();
    private readonly Lock _starting = new();
    private ITimer? _timer;

    /// <summary>Number of clocks listening, for the tests that prove disposal.</summary>
    public int ListenerCount => _listeners.Count;

    /// <summary>Calls <paramref name="onBeat"/> three times a minute until the returned subscription is disposed.</summary>
    public IDisposable Subscribe(Func<Task> onBeat)
    {
        var listener = new Listener(this, onBeat);
        lock (_starting)
        {
            _listeners[listener] = 0;
            _timer ??= clock.CreateTimer(_ => Beat(), null, Period, Period);
        }

        return listener;
    }

    public void Dispose()
    {
        lock (_starting)
        {
            _listeners.Clear();
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Beat()
    {
        foreach (var listener in _listeners.Keys)
        {
            _ = listener.OnBeat();
        }
    }

    private void Remove(Listener listener)
    {
        lock (_starting)
        {
            _listeners.TryRemove(listener, out _);
            if (_listeners.IsEmpty)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    private sealed class Listener(MinuteBeat owner, Func<Task> onBeat) : IDisposable
    {
        public Func<Task> OnBeat => onBeat;

        public void Dispose() => owner.Remove(this);
    }
}
