using System.Net;
using System.Net.Sockets;
using System.Text;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Tests.Archive;

/// <summary>What happens when the connection to the archive is bad: a server on a real socket that misbehaves by a script.</summary>
[Trait("Kind", "integration")]
public sealed class ArchiveRetryTests
{
    private const string TwoStudies = """[{"0020000D":{"vr":"UI","Value":["1.2.3"]}},{"0020000D":{"vr":"UI","Value":["1.2.4"]}}]""";

    [Fact]
    public async Task FindStudiesAsync_AnswerBreaksOff_IsReadAgainFromItsStart()
    {
        await using var server = new ScriptedServer(
            Answer(200, TwoStudies)[..^30],
            "",
            Answer(503, "busy"),
            Answer(200, TwoStudies));
        using var archive = new DicomWebArchive(server.Options);

        var found = await archive.FindStudiesAsync(new StudyQuery());

        Assert.Equal(["1.2.3", "1.2.4"], found.Value.Select(study => study.GetString(DicomTag.StudyInstanceUid)));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task FindStudiesAsync_BrokenForGood_IsUnavailableAfterTheRetries()
    {
        await using var server = new ScriptedServer(Answer(200, TwoStudies)[..^30]);
        using var archive = new DicomWebArchive(server.Options);

        Assert.IsType<ArchiveUnavailable>((await archive.FindStudiesAsync(new StudyQuery())).Error);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData(500, "archive.failed")]
    [InlineData(404, "archive.not_found")]
    [InlineData(400, "archive.refused")]
    [InlineData(401, "archive.sign_in_refused")]
    public async Task FindStudiesAsync_AnswerThatWillNotChange_IsAskedOnce(int status, string code)
    {
        await using var server = new ScriptedServer(Answer(status, "no"));
        using var archive = new DicomWebArchive(server.Options);

        Assert.Equal(code, (await archive.FindStudiesAsync(new StudyQuery())).Error!.Code);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("<html>a proxy's page</html>")]
    [InlineData("{\"not\":\"an array\"}")]
    [InlineData("[1,2,3]")]
    public async Task FindStudiesAsync_AnswerThatIsNoDicomJson_IsUnreadableNotAnException(string body)
    {
        await using var server = new ScriptedServer(Answer(200, body));
        using var archive = new DicomWebArchive(server.Options);

        Assert.Equal("archive.unreadable_answer", (await archive.FindStudiesAsync(new StudyQuery())).Error!.Code);
    }

    [Fact]
    public async Task FindStudiesAsync_ServerThatNeverAnswers_TimesOut()
    {
        await using var server = new ScriptedServer(ScriptedServer.Silence);
        var options = server.Options;
        options.Retries = 0;
        options.RequestTimeout = TimeSpan.FromMilliseconds(300);
        using var archive = new DicomWebArchive(options);

        Assert.IsType<ArchiveUnavailable>((await archive.FindStudiesAsync(new StudyQuery())).Error);
    }

    [Fact]
    public async Task FindStudiesAsync_Cancelled_ThrowsCancellation()
    {
        await using var server = new ScriptedServer(ScriptedServer.Silence);
        using var archive = new DicomWebArchive(server.Options);
        using var cancel = new CancellationTokenSource(200);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => archive.FindStudiesAsync(new StudyQuery(), cancel.Token));
    }

    [Fact]
    public async Task RetrieveAsync_ConnectionLost_IsNotSentTwice()
    {
        await using var server = new ScriptedServer("");
        using var archive = new OrthancArchive(server.Options);

        Assert.IsType<ArchiveUnavailable>((await archive.Remotes.RetrieveAsync(new RemoteArchive("web", RemoteKind.DicomWeb, ""), "1.2.3")).Error);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task StoreAsync_ConnectionLost_SendsTheWholeBatchAgain()
    {
        using var folder = new StowFolder(DicomUid.New(), "a", 3);
        var items = string.Join(',', folder.Files.Select(file => "{\"00081155\":{\"vr\":\"UI\",\"Value\":[\"" + file.SopInstanceUid + "\"]}}"));
        await using var server = new ScriptedServer("", Answer(200, "{\"00081199\":{\"vr\":\"SQ\",\"Value\":[" + items + "]}}"));
        using var archive = new DicomWebArchive(server.Options);

        var outcomes = new List<StoreOutcome>();
        await foreach (var outcome in archive.StoreAsync(folder.Files))
        {
            outcomes.Add(outcome);
        }

        Assert.All(outcomes, outcome => Assert.Equal(StoreStatus.Stored, outcome.Status));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(409, 0xA700, StoreStatus.Unavailable, "out of room")]
    [InlineData(409, 0xC122, StoreStatus.Refused, "compressed")]
    [InlineData(202, 0x0110, StoreStatus.Refused, "failed while it stored")]
    [InlineData(409, 0x0122, StoreStatus.Refused, "this kind of object")]
    [InlineData(409, 0x1234, StoreStatus.Refused, "(reason 1234)")]
    public async Task StoreAsync_FailureReason_IsToldInWords(int status, int reason, StoreStatus expected, string words)
    {
        using var folder = new StowFolder(DicomUid.New(), "a", 1);
        await using var server = new ScriptedServer(Answer(
            status,
            "{\"00081198\":{\"vr\":\"SQ\",\"Value\":[{\"00081155\":{\"vr\":\"UI\",\"Value\":[\"" + folder.Files[0].SopInstanceUid + "\"]},\"00081197\":{\"vr\":\"US\",\"Value\":[" + reason + "]}}]}}"));
        using var archive = new DicomWebArchive(server.Options);

        await foreach (var outcome in archive.StoreAsync(folder.Files))
        {
            Assert.Equal((expected, reason), (outcome.Status, outcome.ReasonCode));
            Assert.Contains(words, outcome.Message, StringComparison.Ordinal);
        }
    }

    private static string Answer(int status, string body) =>
        $"HTTP/1.1 {status} X\r\nContent-Type: application/dicom+json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    /// <summary>Answers each connection with the next text of its script, the last one for ever, and closes it.</summary>
    private sealed class ScriptedServer : IAsyncDisposable
    {
        public const string Silence = "\0";

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _serving;

        public ScriptedServer(params string[] script)
        {
            _listener.Start();
            Options = new ArchiveOptions
            {
                Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/"),
                RetryDelay = TimeSpan.FromMilliseconds(5),
            };
            _serving = ServeAsync(script);
        }

        public ArchiveOptions Options { get; }

        public List<string> Requests { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Stop();
            await _serving;
            _stop.Dispose();
        }

        private async Task ServeAsync(string[] script)
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    var stream = client.GetStream();
                    var head = await ReadRequestAsync(stream);
                    var answer = script[Math.Min(Requests.Count, script.Length - 1)];
                    Requests.Add(head);
                    if (answer == Silence)
                    {
                        await Task.Delay(Timeout.Infinite, _stop.Token);
                    }

                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        /// <summary>Reads head and body, so that closing the connection does not reset what was answered.</summary>
        private async Task<string> ReadRequestAsync(NetworkStream stream)
        {
            var request = new List<byte>();
            var buffer = new byte[8192];
            while (true)
            {
                var text = Encoding.Latin1.GetString([.. request]);
                var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                if (end >= 0)
                {
                    var length = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
                    if (request.Count >= end + 4 + (length is null ? 0 : int.Parse(length[15..], System.Globalization.CultureInfo.InvariantCulture)))
                    {
                        return text[..end];
                    }
                }

                var read = await stream.ReadAsync(buffer, _stop.Token);
                if (read == 0)
                {
                    return text;
                }

                request.AddRange(buffer.AsSpan(0, read));
            }
        }
    }
}
