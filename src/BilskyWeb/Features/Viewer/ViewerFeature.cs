namespace BilskyWeb.Features.Viewer;

internal static class ViewerFeature
{
    public static void AddViewer(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OpenStudy>();
        builder.Services.AddSingleton<LinkPlanes>();
        builder.Services.AddSingleton(new StudyPagePart(StudyPagePlace.Head, typeof(GradingControl), ForReviewers: true));
        builder.Services.AddSingleton(new StudyPagePart(StudyPagePlace.Head, typeof(SeriesCautions), ForReviewers: false));
        builder.Services.AddSingleton(new StudyPagePart(StudyPagePlace.Head, typeof(AdditionLines), ForReviewers: false));
    }
}
