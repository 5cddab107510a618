namespace BilskyWeb.Features.Cases.Viewer;

internal static class ViewerFeature
{
    public static void AddViewer(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OpenStudy>();
        builder.Services.AddSingleton<OpenClinical>();
        builder.Services.AddSingleton<LinkPlanes>();
        foreach (var part in StudyPageParts.All)
        {
            builder.Services.AddSingleton(part);
        }
    }
}
