using BilskyWeb.Core;
using BilskyWeb.Platform.Storage;
using BilskyWeb.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Platform.Storage;

public sealed class KeptPicturesTests : IDisposable
{
    private readonly string _data = TestDirectory.Named($"pictures-{Guid.NewGuid():N}");
    private readonly byte[] _picture = [1, 2, 3];
    private readonly KeptPictures _kept;
    private int _drawn;

    public KeptPicturesTests() => _kept = New();

    private string Kept => Path.Combine(_data, "pictures", "a1");

    public void Dispose()
    {
        _kept.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task GetAsync_ManyAtOnce_DrawsOnce()
    {
        var begin = new TaskCompletionSource();
        Task<Result<byte[]>> Draw(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _drawn);
            return begin.Task.ContinueWith<Result<byte[]>>(_ => _picture, TaskScheduler.Default);
        }

        var asked = Enumerable.Range(0, 20).Select(_ => _kept.GetAsync("a1", Draw, default)).ToList();
        begin.SetResult();

        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(_picture, answer.Value));
        Assert.Equal(1, _drawn);
    }

    [Fact]
    public async Task GetAsync_KeptByAnotherProcess_ReadsItAndNobodyElseCan()
    {
        await _kept.GetAsync("a1", Draw, default);
        using var other = New();

        Assert.Equal(_picture, (await other.GetAsync("a1", Draw, default)).Value);
        Assert.Equal(1, _drawn);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Kept));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(Kept)!));
    }

    [Fact]
    public async Task GetAsync_AskerLeaves_OthersStillGetIt()
    {
        var begin = new TaskCompletionSource();
        using var leaving = new CancellationTokenSource();
        async Task<Result<byte[]>> Draw(CancellationToken cancellationToken)
        {
            await begin.Task.WaitAsync(cancellationToken);
            return _picture;
        }

        var first = _kept.GetAsync("a1", Draw, leaving.Token);
        var second = _kept.GetAsync("a1", _ => throw new InvalidOperationException("drawn twice"), default);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        begin.SetResult();

        Assert.Equal(_picture, (await second).Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(34)]
    public async Task GetAsync_FileIsCutShort_DrawsAnew(int bytes)
    {
        await _kept.GetAsync("a1", Draw, default);
        await File.WriteAllBytesAsync(Kept, (await File.ReadAllBytesAsync(Kept))[..bytes]);

        Assert.Equal(_picture, (await _kept.GetAsync("a1", Draw, default)).Value);
        Assert.Equal(2, _drawn);
        Assert.Equal(_picture, (await _kept.GetAsync("a1", Draw, default)).Value);
        Assert.Equal(2, _drawn);
    }

    [Fact]
    public async Task GetAsync_CannotBeDrawn_IsTriedAgain()
    {
        Assert.IsType<Gone>((await _kept.GetAsync("a1", _ => Task.FromResult<Result<byte[]>>(new Gone()), default)).Error);

        Assert.Equal(_picture, (await _kept.GetAsync("a1", Draw, default)).Value);
    }

    [Fact]
    public async Task GetAsync_FolderCannotBeWritten_StillAnswers()
    {
        // A file where the folder should be: that holds for root too.
        Directory.CreateDirectory(_data);
        await File.WriteAllTextAsync(Path.GetDirectoryName(Kept)!, "");

        Assert.Equal(_picture, (await _kept.GetAsync("a1", Draw, default)).Value);
        Assert.Equal(_picture, (await _kept.GetAsync("a1", Draw, default)).Value);
        Assert.Equal(2, _drawn);
    }

    [Fact]
    public async Task Sweep_OldOrTooMany_LeavesTheNewest()
    {
        await _kept.GetAsync("a1", Draw, default);
        await _kept.GetAsync("b2", Draw, default);
        File.SetLastWriteTimeUtc(Kept, DateTime.UtcNow - KeptPictures.Longest - TimeSpan.FromMinutes(1));

        _kept.Sweep();
        Assert.Equal(["b2"], Names());

        // As long as all pictures together may be, without its bytes on the disk.
        await using (var large = File.Create(Kept))
        {
            large.SetLength(KeptPictures.MostBytes);
        }

        File.SetLastWriteTimeUtc(Kept, DateTime.UtcNow.AddHours(-1));
        _kept.Sweep();
        Assert.Equal(["b2"], Names());
    }

    private IEnumerable<string?> Names() => Directory.EnumerateFiles(Path.Combine(_data, "pictures")).Select(Path.GetFileName);

    private Task<Result<byte[]>> Draw(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _drawn);
        return Task.FromResult<Result<byte[]>>(_picture);
    }

    private KeptPictures New() => new(Options.Create(new StorageOptions { DataFolder = _data }), TimeProvider.System, NullLogger<KeptPictures>.Instance);

    private sealed record Gone() : NotFoundError("test.gone", "Gone.");
}
