using System.Net;
using System.Threading.RateLimiting;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Telemetry;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Platform.Http;

/// <summary>The order in which every request is handled, before any feature sees it.</summary>
internal static class HttpRegistration
{
    public const string SignInLimit = "sign-in";
    public const string AntiforgeryHeader = "X-CSRF-TOKEN";

    public static void AddHttp(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<HttpOptions>().BindConfiguration(HttpOptions.Section)
            .Validate(o => o.SignInsPerMinute > 0, $"{HttpOptions.Section}:SignInsPerMinute must be at least 1.")
            .Validate(o => o.TrustedProxies.All(IsAddressOrNetwork), $"{HttpOptions.Section}:TrustedProxies holds something that is neither an address nor a network such as 10.0.0.0/8.")
            .Validate(o => o.MaxBodyBytes >= 1 << 10, $"{HttpOptions.Section}:MaxBodyBytes must be at least 1024.")
            .Validate(o => o.MetricsToken.Length is 0 or >= HttpOptions.ShortestMetricsToken, $"{HttpOptions.Section}:MetricsToken must have {HttpOptions.ShortestMetricsToken} characters or more.")
            .ValidateOnStart();
        services.AddSingleton<KnownHosts>();

        // The framework's own filter stands before the forwarded headers and cannot say what to do: KnownHosts takes its place.
        services.PostConfigure<HostFilteringOptions>(options => options.AllowedHosts = ["*"]);
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpOptions>>((kestrel, http) => kestrel.Limits.MaxRequestBodySize = http.Value.MaxBodyBytes);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => PlainJson.Configure(options.SerializerOptions));
        services.AddExceptionHandler<RequestFaults>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            if (context.ProblemDetails is { Detail: null, Status: { } status and < 500 })
            {
                context.ProblemDetails.Detail = RequestFaults.Words(status);
            }
        });
        services.AddOpenApi();
        services.AddAntiforgery(options =>
        {
            options.HeaderName = AntiforgeryHeader;
            options.Cookie.Name = "bilsky-csrf";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });

        // Scripts and styles of packages: the build compresses them for their plain address, not for the hashed one that pages ask for.
        // Nothing of a patient's is among them, so that compressing over TLS gives nothing away.
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/css", "text/javascript"];
        });
        services.AddHsts(options => options.MaxAge = TimeSpan.FromDays(365));
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = async (rejected, cancellationToken) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "60";
                await rejected.HttpContext.Response.WriteAsync("Too many tries from this address. Wait one minute, go back and sign in again. This protects every account against guessing.", cancellationToken);
            };
            options.AddPolicy(SignInLimit, http => HttpMethods.IsPost(http.Request.Method)
                ? RateLimitPartition.GetFixedWindowLimiter(
                    http.Connection.RemoteIpAddress?.ToString() ?? "",
                    _ => new FixedWindowRateLimiterOptions
                    {
                        PermitLimit = http.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value.SignInsPerMinute,
                        Window = TimeSpan.FromMinutes(1),
                    })
                : RateLimitPartition.GetNoLimiter("read"));
        });
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<HttpOptions>>((forwarded, http) =>
        {
            forwarded.ForwardedHeaders = http.Value.TrustedProxies.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            foreach (var proxy in http.Value.TrustedProxies)
            {
                if (System.Net.IPNetwork.TryParse(proxy, out var network))
                {
                    forwarded.KnownIPNetworks.Add(network);
                }
                else
                {
                    forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
                }
            }
        });
    }

    public static void UseHttp(this WebApplication app, ProcessRole role)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseRequestLog();
        app.UseKnownHosts();
        app.UseNoNulInAddress();
        app.UseOwnOrigin();
        if (role == ProcessRole.Serve)
        {
            if (!app.Environment.IsDevelopment())
            {
                app.UseHsts();
            }

            app.UseWhen(http => ProgramPaths.Match(http.Request), branch => branch.UseExceptionHandler().UseStatusCodePages());
            app.UseWhen(http => !ProgramPaths.Match(http.Request), branch => branch.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error", CreateScopeForErrors = true, StatusCodeSelector = RequestFaults.StatusOf }));

            // A refused form would be sent on to the status page as a form, and be refused there as 400 for want of a token.
            app.UseWhen(
                http => !ProgramPaths.Match(http.Request) && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)),
                branch => branch.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true));
        }

        app.UseWhen(http => http.Request.Path.StartsWithSegments("/_content"), branch => branch.UseResponseCompression());
        app.UseRouting();
        app.UseBodyLimit();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseKeyScopes();
        app.UseRequiredSecondFactor();
        app.UseViewRecording();
        app.UseRateLimiter();
        app.UseAntiforgery();
    }

    private static bool IsAddressOrNetwork(string text) => System.Net.IPNetwork.TryParse(text, out _) || IPAddress.TryParse(text, out _);
}
