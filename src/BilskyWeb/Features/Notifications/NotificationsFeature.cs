using BilskyWeb.Platform;
using BilskyWeb.Shell.Components;

namespace BilskyWeb.Features.Notifications;

/// <summary>Tells people what happens: in the program, by mail, and through the operator's own receiver.</summary>
internal static class NotificationsFeature
{
    public static void AddNotifications(this IHostApplicationBuilder builder, ProcessRole role)
    {
        var services = builder.Services;
        services.AddOptions<NoticeOptions>().BindConfiguration(NoticeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TellPeople>();
        services.AddSingleton<INoticeSender, SmtpSender>();
        services.AddSingleton<INoticeSender, WebhookSender>();

        // A redirect would carry what is signed for one receiver to another. The address may hold a token and stays out of the logs.
        services.AddHttpClient(WebhookSender.Client).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }).RemoveAllLoggers();
        services.AddScoped<NoticeJob>();
        services.AddSingleton<NoticeSweeper>();
        services.AddHostedService(s => s.GetRequiredService<NoticeSweeper>());
        if (role == ProcessRole.Serve)
        {
            services.AddSingleton<ListNotices>();
            services.AddSingleton<SeeNotices>();
            services.AddSingleton<RetryDelivery>();
            services.AddSingleton<ChooseNotices>();
            services.AddSingleton(new AppBarPart(typeof(NoticeBell)));
        }
    }
}
