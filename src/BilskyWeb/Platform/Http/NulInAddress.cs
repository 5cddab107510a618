namespace BilskyWeb.Platform.Http;

/// <summary>Refuses NUL in an address: no text of ours holds it, and PostgreSQL would answer a fault to whatever compares with it.</summary>
internal static class NulInAddress
{
    public static void UseNoNulInAddress(this IApplicationBuilder app) => app.Use((http, next) =>
        http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true || http.Request.Path.Value?.Contains('\0', StringComparison.Ordinal) == true
            ? Refusal.WriteAsync(http, StatusCodes.Status400BadRequest, "request.nul_in_address", "The address holds the character NUL (%00), which no text here holds. Remove it.")
            : next(http));
}
