using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Antiforgery;

namespace BilskyWeb.Platform.Http;

/// <summary>For endpoints that change something and are called by scripts of our own pages.</summary>
public static class AntiforgeryFilter
{
    /// <summary>
    /// Asks for the page's token in the header X-CSRF-TOKEN (it is in the page's <c>meta[name=csrf-token]</c>).
    /// A program with a bearer key needs none: no browser sends the key by itself.
    /// </summary>
    public static TBuilder RequireAntiforgeryHeader<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (http.User.Identity?.AuthenticationType != AuthRegistration.ApiKeyScheme
                && !await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
            {
                return new StaleForm().ToHttp();
            }

            return await next(context);
        });

    private sealed record StaleForm() : Core.InvalidInputError("request.stale_form", "The page is out of date. Nothing was changed. Reload the page and try again.");
}
