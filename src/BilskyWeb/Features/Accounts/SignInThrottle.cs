using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace BilskyWeb.Features.Accounts;

/// <summary>
/// Slows whoever guesses passwords. Tries are counted for a place (a network address, or a browser in which the person once signed in) and an account
/// together, so that nobody can shut a person out from elsewhere; and for an account over all unknown places, so that many addresses are no way round.
/// </summary>
/// <remarks>
/// A try counts before the password is looked at, so that a thousand at once are no way round either; a success takes the count back. What is counted
/// does not depend on whether the account exists. Kept in memory, bounded: a program restarted forgets it, and the limit per address stands besides.
/// </remarks>
internal sealed class SignInThrottle(TimeProvider clock)
{
    /// <summary>Tries from one place before it has to wait.</summary>
    public const int FreeTries = 6;

    /// <summary>Tries from all unknown places together before they have to wait.</summary>
    public const int FreeTriesElsewhere = 60;

    private const int MostKept = 20_000;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(30);

    private readonly Dictionary<UInt128, Tries> _tries = [];
    private readonly Lock _counting = new();

    /// <summary>Number of places and accounts that are kept in mind.</summary>
    public int Count
    {
        get
        {
            lock (_counting)
            {
                return _tries.Count;
            }
        }
    }

    /// <summary>Counts a try. Null when it may go on, else how long to wait.</summary>
    /// <param name="account">As typed, normalised.</param>
    /// <param name="from">The sender's address.</param>
    /// <param name="knownBrowser">What a browser that this account once signed in with is known by; null for any other.</param>
    public TimeSpan? Enter(string account, IPAddress? from, string? knownBrowser)
    {
        var now = clock.GetUtcNow();
        lock (_counting)
        {
            var place = KeyOf(account, from, knownBrowser);
            var elsewhere = KeyOf(account, null, null);
            var wait = Max(WaitOf(place, now), knownBrowser is null ? WaitOf(elsewhere, now) : null);
            if (wait is null)
            {
                Add(place, FreeTries, FirstWait, LongestWait, now);
                if (knownBrowser is null)
                {
                    Add(elsewhere, FreeTriesElsewhere, FirstWait, FirstWait, now);
                }
            }

            return wait;
        }
    }

    /// <summary>The password was right: this place starts afresh.</summary>
    public void Succeed(string account, IPAddress? from, string? knownBrowser)
    {
        lock (_counting)
        {
            _tries.Remove(KeyOf(account, from, knownBrowser));
        }
    }

    private TimeSpan? WaitOf(UInt128 key, DateTimeOffset now) => _tries.TryGetValue(key, out var tries) && tries.Until > now ? tries.Until - now : null;

    private void Add(UInt128 key, int free, TimeSpan firstWait, TimeSpan longestWait, DateTimeOffset now)
    {
        if (_tries.Count >= MostKept && !_tries.ContainsKey(key))
        {
            MakeRoom(now);
        }

        var number = (_tries.TryGetValue(key, out var tries) && now - tries.LastAt < Forgotten ? tries.Number : 0) + 1;
        var wait = number < free ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Min(longestWait.Ticks, firstWait.Ticks << Math.Min(number - free, 20)));
        _tries[key] = new Tries(number, now, now + wait);
    }

    // What is old goes first. Whoever wants to push others out has to send as many tries as are kept, and is slowed for that by address.
    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var key in _tries.Where(t => now - t.Value.LastAt >= Forgotten).Select(t => t.Key).ToList())
        {
            _tries.Remove(key);
        }

        foreach (var key in _tries.OrderBy(t => t.Value.LastAt).Take(_tries.Count - (MostKept * 9 / 10)).Select(t => t.Key).ToList())
        {
            _tries.Remove(key);
        }
    }

    private static TimeSpan? Max(TimeSpan? one, TimeSpan? other) => one is null ? other : other is null || one > other ? one : other;

    // A hash, so that a long address typed takes no more memory than a short one.
    private static UInt128 KeyOf(string account, IPAddress? from, string? knownBrowser) =>
        BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{knownBrowser ?? NetworkOf(from)}\n{account}")));

    /// <summary>One subscriber: an IPv4 address, or the first half of an IPv6 address, which a subscriber gets whole.</summary>
    internal static string NetworkOf(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
        {
            address = address.MapToIPv4();
        }

        return address?.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address?.ToString() ?? "";
    }

    private readonly record struct Tries(int Number, DateTimeOffset LastAt, DateTimeOffset Until);
}
