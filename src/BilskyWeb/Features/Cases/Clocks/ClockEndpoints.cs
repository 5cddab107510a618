using System.Globalization;
using System.Text;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Cases.Clocks;

/// <summary>The figures of the clocks as a file.</summary>
internal static class ClockEndpoints
{
    public static void AddClocks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ClockOptions>().BindConfiguration(ClockOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(s => new SiteZone(s.GetRequiredService<IOptions<ClockOptions>>().Value.Zone));
        builder.Services.AddSingleton<ListClockFigures>();
    }

    public static void MapClocks(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/clocks.csv", async (ListClockFigures list, IOptions<ClockOptions> options, ActorAccessor actors, CancellationToken cancellationToken, [FromQuery] int months = 12) =>
            (await list.HandleAsync(await actors.GetAsync(), months, cancellationToken)).ToHttp(figures => Results.File(Encoding.UTF8.GetBytes(Csv(figures, options.Value)), "text/csv; charset=utf-8", "clocks.csv")))
            .RequireAuthorization(Policy.Reviewer).WithTags("Clocks").WithSummary("Numerator, denominator, median and 90th centile of each clock by month, as CSV.");

    /// <summary>Numbers alone, so that no cell can be taken for a formula.</summary>
    internal static string Csv(IReadOnlyList<MonthOfClocks> months, ClockLimits limits)
    {
        var csv = new StringBuilder("month,clock,limit_hours,limit_hours_without_signs,in_time,counted,running,ended,median_hours,p90_hours\n");
        foreach (var (month, figures) in months)
        {
            foreach (var f in figures)
            {
                csv.Append(CultureInfo.InvariantCulture, $"{month:yyyy-MM},{ClockKinds.Terms[f.Kind].Code},{limits.LimitOf(f.Kind, true).TotalHours:0.##},{limits.LimitOf(f.Kind, false).TotalHours:0.##},");
                csv.Append(CultureInfo.InvariantCulture, $"{f.InTime},{f.Counted},{f.Running},{f.Ended},{f.MedianHours:0.###},{f.NinetiethHours:0.###}\n");
            }
        }

        return csv.ToString();
    }
}
