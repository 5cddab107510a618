using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Platform.Http;

/// <summary>Sends every route that takes JSON what it must not choke on. The routes and the shapes of their bodies are found, so a new one is tested by being there.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class HostileBodyTests(AppFixture app)
{
    private const int Limit = 1 << 20;

    private static readonly byte[][] NoJson =
    [
        "{"u8.ToArray(), "[1,"u8.ToArray(), "nul"u8.ToArray(), "\"text\""u8.ToArray(), "[]"u8.ToArray(), "42"u8.ToArray(), "{} {}"u8.ToArray(), [0x00], [0xFF, 0xFE, 0x7B, 0x00],
        [.. "{\"reason\":\""u8, 0xC3, 0x28, .. "\"}"u8], Encoding.UTF8.GetBytes(new string('[', 5000)), Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 100) + new string(']', 100) + "}"),
    ];

    // As they stand in JSON.
    private static readonly string[] HostileValues =
    [
        "null", "[null]", "[]", "{}", "[[null]]", "true", "-1", "1.5", "1e999", "-1e999", "99999999999999999999999999", "2147483647", "-2147483648", "\"\"", "\"\\u0000\"", "\"a\\u0000b\"",
        "\"\\ud800\"", "\"\\udc00x\"", "\"\\u202e\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59+14:00\"", $"\"{new string('x', 5000)}\"", $"{new string('[', 63)}{new string(']', 63)}",
    ];

    [Fact]
    public async Task EveryJsonRoute_HostileBody_AnswersThatTheRequestIsWrong()
    {
        var (client, _) = await app.SignInAsync(Role.Admin);
        var wrong = new List<string>();
        var asked = 0;
        foreach (var (method, path, body) in JsonRoutes())
        {
            foreach (var bytes in NoJson)
            {
                var (status, answer) = await SendAsync(client, method, path, bytes);
                asked++;
                if ((int)status is < 400 or >= 500 || !answer.Contains("\"detail\":\"", StringComparison.Ordinal))
                {
                    wrong.Add($"{method} {path} {Shown(bytes)}: {(int)status} {answer}");
                }
            }

            foreach (var text in Variants(Sample(body)))
            {
                var (status, answer) = await SendAsync(client, method, path, Encoding.UTF8.GetBytes(text));
                asked++;
                if ((int)status >= 500 || ((text.Contains("\\u0000", StringComparison.Ordinal) || text.Contains("[null]", StringComparison.Ordinal) || text.Contains("\\ud800", StringComparison.Ordinal)) && status != HttpStatusCode.BadRequest))
                {
                    wrong.Add($"{method} {path} {Shown(Encoding.UTF8.GetBytes(text))}: {(int)status} {answer}");
                }
            }
        }

        Assert.True(asked > 300, $"only {asked} requests");
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong.Take(20)));
    }

    [Fact]
    public async Task EveryJsonRoute_BodyThatSaysItIsTooLong_IsRefusedBeforeAByteOfItIsSent()
    {
        var (client, _) = await app.SignInAsync(Role.Admin);
        foreach (var (method, path, _) in JsonRoutes())
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(app.Address.Host, app.Address.Port);
            await using var stream = connection.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"{method} {path} HTTP/1.1\r\nHost: {app.Address.Authority}\r\nAuthorization: {client.DefaultRequestHeaders.Authorization}\r\nContent-Type: application/json\r\nContent-Length: 30000000\r\n\r\n"));
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            using var reader = new StreamReader(stream);
            var answer = await reader.ReadToEndAsync(patience.Token);

            Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
            Assert.Contains("request.too_large", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task JsonRoute_ChunkedBodyPastTheLimit_IsCutOffThere()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        using var endless = new Endless(8 * Limit);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/uploads/{Guid.NewGuid()}/submit") { Content = endless };
        request.Headers.ExpectContinue = false;
        try
        {
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }
        catch (HttpRequestException)
        {
            // The answer was sent and the connection closed while this side still wrote.
        }

        Assert.InRange(endless.Written, 1, 7 * Limit);
    }

    [Theory]
    [InlineData("/api/studies?patientId=%00")]
    [InlineData("/api/studies?patientName=a%00b")]
    [InlineData("/api/studies?offset=99999999999999999999")]
    [InlineData("/api/studies?limit=one")]
    [InlineData("/api/studies?studyDateFrom=yesterday")]
    [InlineData("/api/studies?held=perhaps")]
    [InlineData("/dicomweb/studies?PatientID=%00")]
    [InlineData("/dicomweb/studies?limit=-1")]
    [InlineData("/worklist?anything=%00")]
    public async Task Query_ThatNothingCanBe_IsRefused(string path)
    {
        var (client, _) = await app.SignInAsync(Role.Admin);

        using var response = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        if (!path.StartsWith("/worklist", StringComparison.Ordinal))
        {
            Assert.Contains("\"detail\":\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/api/studies?patientId=%FF%FE")]
    [InlineData("/api/studies?patientId=%ED%A0%80")]
    [InlineData("/api/studies?patientName=%25%5C_")]
    [InlineData("/api/studies?offset=2147483647")]
    [InlineData("/api/studies?studyDateFrom=0001-01-01")]
    [InlineData("/api/studies/%F0%9F%92%A9")]
    [InlineData("/api/studies/1.2.3/grading?x=%2500")]
    [InlineData("/label-sets/not-a-guid")]
    public async Task Query_StrangeButHarmless_IsNoFaultOfOurs(string path)
    {
        var (client, _) = await app.SignInAsync(Role.Admin);

        using var response = await client.GetAsync(path);

        Assert.InRange((int)response.StatusCode, 200, 499);
    }

    private IEnumerable<(string Method, string Path, Type Body)> JsonRoutes() =>
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let accepts = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()
        where accepts?.RequestType is not null && accepts.ContentTypes.Contains("application/json")
        let method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]
        select (method, RoutePaths.PathOf(endpoint), accepts.RequestType);

    /// <summary>A body of the type as a well-meaning sender would write it.</summary>
    private static JsonNode? Sample(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(string) ? "x"
            : plain == typeof(Guid) ? Guid.NewGuid().ToString()
            : plain == typeof(bool) ? true
            : plain == typeof(DateTimeOffset) ? "2026-11-30T08:00:00Z"
            : plain.IsPrimitive || plain == typeof(decimal) ? 1
            : plain.IsEnum ? Enum.GetNames(plain)[0]
            : plain.IsGenericType && plain.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? new JsonArray(Sample(plain.GetGenericArguments()[0]))
            : new JsonObject(plain.GetProperties().Where(p => p.CanWrite).Select(p => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(p.Name), Sample(p.PropertyType))));
    }

    /// <summary>The body with each of its values replaced by each hostile one.</summary>
    private static IEnumerable<string> Variants(JsonNode? body)
    {
        const string mark = "\"@here@\"";
        foreach (var place in Places(body))
        {
            var copy = body!.DeepClone();
            var parent = place[..^1].Aggregate(copy, (node, step) => step is int i ? node[i]! : node[(string)step]!);
            if (place[^1] is int index)
            {
                parent[index] = "@here@";
            }
            else
            {
                parent[(string)place[^1]] = "@here@";
            }

            foreach (var value in HostileValues)
            {
                yield return copy.ToJsonString().Replace(mark, value, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<object[]> Places(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => Places(p.Value).Select(rest => (object[])[p.Key, .. rest]).Prepend([p.Key])),
        JsonArray a => a.SelectMany((item, i) => Places(item).Select(rest => (object[])[i, .. rest]).Prepend([i])),
        _ => [],
    };

    private static async Task<(HttpStatusCode Status, string Answer)> SendAsync(HttpClient client, string method, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Shown(byte[] bytes) => Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 300)));

    private sealed class Endless : HttpContent
    {
        private readonly long _length;

        public Endless(long length)
        {
            _length = length;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        public long Written { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{\"clinicalNote\":\""u8.ToArray());
            var some = Encoding.ASCII.GetBytes(new string('x', 1 << 14));
            for (; Written < _length; Written += some.Length)
            {
                await stream.WriteAsync(some);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
