using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BilskyWeb.Core;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace BilskyWeb.Imaging.Archive;

/// <summary>
/// HTTP to the archive: basic authentication, timeouts, and retries with backoff around the whole of an idempotent exchange.
/// The retry wraps sending and reading, not only the headers, so an answer that breaks off half-way is read again from its start
/// and never continued; a request that changes something is sent once unless its caller says that it may be repeated.
/// </summary>
internal sealed class ArchiveHttp : IDisposable
{
    private static readonly HttpStatusCode[] Transient =
    [
        HttpStatusCode.RequestTimeout, HttpStatusCode.TooManyRequests, HttpStatusCode.BadGateway,
        HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout,
    ];

    private readonly HttpClient _http;
    private readonly ResiliencePipeline _patient;
    private readonly ResiliencePipeline _once;
    private readonly ResiliencePipeline _storing;

    public ArchiveHttp(ArchiveOptions options)
    {
        if (options.Url is not { IsAbsoluteUri: true })
        {
            throw new ArgumentException("The archive's Url must be absolute, for example http://127.0.0.1:8042/.", nameof(options));
        }

        Root = new Uri(options.Url.AbsoluteUri.TrimEnd('/') + "/");
        DicomWebRoot = new Uri(Root, options.DicomWebPath.Trim('/') + "/");
        _http = new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            AutomaticDecompression = DecompressionMethods.All,
            AllowAutoRedirect = false,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(options.User))
        {
            var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Password}"));
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        }

        _once = new ResiliencePipelineBuilder().AddTimeout(options.RequestTimeout).Build();
        _patient = Retrying(options).AddTimeout(options.RequestTimeout).Build();
        _storing = Retrying(options).AddTimeout(options.StoreTimeout).Build();
    }

    /// <summary>Root of the archive's own REST interface, ending in a slash.</summary>
    public Uri Root { get; }

    /// <summary>Root of its DICOMweb service, ending in a slash.</summary>
    public Uri DicomWebRoot { get; }

    /// <summary>Sends an idempotent request, again if need be, and reads its answer.</summary>
    /// <param name="request">Makes the request; called once per attempt.</param>
    /// <param name="read">Reads a successful answer; called once per attempt, from the start.</param>
    /// <param name="what">What this is about, in words that finish "so … has to wait". No identifiers.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<T>> ReadAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, string what, CancellationToken ct) =>
        RunAsync(_patient, request, read, what, ct);

    /// <summary>Sends a request that changes something, once.</summary>
    public Task<Result<T>> ChangeAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, string what, CancellationToken ct) =>
        RunAsync(_once, request, read, what, ct);

    /// <summary>Sends instances. Storing the same instance twice leaves one instance, so this may be repeated; every attempt reads the files anew.</summary>
    /// <param name="request">Makes the request; called once per attempt.</param>
    /// <param name="read">Reads an answer whose status is a success or one of <paramref name="readable"/>.</param>
    /// <param name="what">What this is about.</param>
    /// <param name="readable">Statuses other than success whose body tells more.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<T>> StoreAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, string what, HttpStatusCode[] readable, CancellationToken ct) =>
        RunAsync(_storing, request, read, what, ct, readable);

    /// <summary>GET of a JSON document under <see cref="Root"/>.</summary>
    public Task<Result<JsonElement>> GetJsonAsync(string relative, string what, CancellationToken ct) =>
        ReadAsync(() => new HttpRequestMessage(HttpMethod.Get, new Uri(Root, relative)), JsonAsync, what, ct);

    /// <summary>POST of a JSON body under <see cref="Root"/>; <paramref name="idempotent"/> when asking twice does no harm.</summary>
    public Task<Result<JsonElement>> PostJsonAsync(string relative, object body, bool idempotent, string what, CancellationToken ct)
    {
        HttpRequestMessage Request() => new(HttpMethod.Post, new Uri(Root, relative))
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)),
        };
        return idempotent ? ReadAsync(Request, JsonAsync, what, ct) : ChangeAsync(Request, JsonAsync, what, ct);
    }

    public void Dispose() => _http.Dispose();

    internal static async Task<JsonElement> JsonAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        using var document = await JsonDocument.ParseAsync(stream, cancellationToken: ct).ConfigureAwait(false);
        return document.RootElement.Clone();
    }

    private static ResiliencePipelineBuilder Retrying(ArchiveOptions options)
    {
        var builder = new ResiliencePipelineBuilder();
        return options.Retries < 1 ? builder : builder.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            ShouldHandle = new PredicateBuilder()
                .Handle<HttpRequestException>(e => e.StatusCode is null || Array.IndexOf(Transient, e.StatusCode.Value) >= 0)
                .Handle<IOException>(e => e is not InvalidAnswerException)
                .Handle<TimeoutRejectedException>()
                .Handle<OperationCanceledException>(e => e.InnerException is TimeoutException),
        });
    }

    private async Task<Result<T>> RunAsync<T>(
        ResiliencePipeline pipeline,
        Func<HttpRequestMessage> request,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        string what,
        CancellationToken ct,
        HttpStatusCode[]? readable = null)
    {
        try
        {
            return await pipeline.ExecuteAsync<Result<T>>(
                async token =>
                {
                    using var message = request();
                    using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
                    return response.IsSuccessStatusCode || readable?.Contains(response.StatusCode) == true
                        ? await read(response, token).ConfigureAwait(false)
                        : throw new HttpRequestException(null, null, response.StatusCode);
                },
                ct).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.StatusCode is { } status)
        {
            return ForStatus((int)status, what);
        }
        catch (InvalidAnswerException)
        {
            return ArchiveUnavailable.Unreadable(what);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return ArchiveUnavailable.Unreadable(what);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutRejectedException)
        {
            return ArchiveUnavailable.NoAnswer(what);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A host that does not even refuse: the handler's connection timeout comes as a cancellation that nobody asked for.
            return ArchiveUnavailable.NoAnswer(what);
        }
    }

    private static Error ForStatus(int status, string what) => status switch
    {
        401 or 403 => ArchiveUnavailable.SignInRefused,
        404 or 410 => NotInArchive.For(what),
        408 or 429 or >= 500 => ArchiveUnavailable.Failed(what, status),
        _ => ArchiveRequestInvalid.Refused(what, status),
    };
}

/// <summary>The archive's answer does not follow the standard; reading it again would not help.</summary>
internal sealed class InvalidAnswerException(string message) : IOException(message);
