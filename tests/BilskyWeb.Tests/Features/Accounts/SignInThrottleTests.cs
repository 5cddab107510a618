using System.Net;
using BilskyWeb.Features.Accounts;

namespace BilskyWeb.Tests.Features.Accounts;

public sealed class SignInThrottleTests
{
    private const string Account = "SOMEBODY@TEST.LOCAL";
    private readonly Clock _clock = new();
    private readonly SignInThrottle _throttle;

    public SignInThrottleTests()
    {
        _throttle = new SignInThrottle(_clock);
    }

    [Fact]
    public void Enter_SevenTriesFromOnePlace_HasToWaitLongerEachTime()
    {
        Enter("192.0.2.1", SignInThrottle.FreeTries);
        var first = _throttle.Enter(Account, IPAddress.Parse("192.0.2.1"), null);
        _clock.Now += first!.Value;

        Assert.Null(_throttle.Enter(Account, IPAddress.Parse("192.0.2.1"), null));
        var second = _throttle.Enter(Account, IPAddress.Parse("192.0.2.1"), null);

        Assert.Equal(TimeSpan.FromSeconds(30), first);
        Assert.Equal(TimeSpan.FromSeconds(60), second);
    }

    [Fact]
    public void Enter_AnotherPlaceOrAnotherAccount_NeedNotWait()
    {
        Enter("192.0.2.1", SignInThrottle.FreeTries);

        Assert.Null(_throttle.Enter(Account, IPAddress.Parse("192.0.2.2"), null));
        Assert.Null(_throttle.Enter("OTHER@TEST.LOCAL", IPAddress.Parse("192.0.2.1"), null));
        Assert.Null(_throttle.Enter(Account, IPAddress.Parse("192.0.2.1"), "known"));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7")]
    public void Enter_OneSubscriberUnderManyAddresses_IsOnePlace(string one, string other)
    {
        Enter(one, SignInThrottle.FreeTries);

        Assert.NotNull(_throttle.Enter(Account, IPAddress.Parse(other), null));
    }

    [Fact]
    public void Enter_FromManyPlaces_SlowsAllButTheKnownBrowser()
    {
        for (var i = 0; i < SignInThrottle.FreeTriesElsewhere; i++)
        {
            _throttle.Enter(Account, new IPAddress([198, 51, 100, (byte)i]), null);
        }

        Assert.NotNull(_throttle.Enter(Account, IPAddress.Parse("203.0.113.9"), null));
        Assert.Null(_throttle.Enter(Account, IPAddress.Parse("203.0.113.9"), "known"));
    }

    [Fact]
    public void Succeed_AfterAFewTries_StartsAfresh()
    {
        Enter("192.0.2.1", SignInThrottle.FreeTries - 1);
        _throttle.Succeed(Account, IPAddress.Parse("192.0.2.1"), null);

        Enter("192.0.2.1", SignInThrottle.FreeTries - 1);
    }

    [Fact]
    public void Enter_ALongTimeLater_IsForgotten()
    {
        Enter("192.0.2.1", SignInThrottle.FreeTries);
        _clock.Now += TimeSpan.FromHours(1);

        Enter("192.0.2.1", SignInThrottle.FreeTries - 1);
    }

    [Fact]
    public void Enter_EndlessManyPlacesAndAccounts_TakesBoundedMemory()
    {
        for (var i = 0; i < 50_000; i++)
        {
            _throttle.Enter($"{i}", new IPAddress(i), null);
        }

        Assert.InRange(_throttle.Count, 1, 20_001);
    }

    private void Enter(string address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Null(_throttle.Enter(Account, IPAddress.Parse(address), null));
        }
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddYears(50);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
