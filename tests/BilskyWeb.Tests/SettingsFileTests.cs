using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using BilskyWeb.Features.Accounts.Sessions;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Export;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Links;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Features.Mdt.OnCall;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Features.Oversight.Workers;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using BilskyWeb.Platform.Jobs;
using Microsoft.Extensions.Configuration;

namespace BilskyWeb.Tests;

/// <summary>appsettings.json shows an operator every setting; what it shows is what holds without it.</summary>
public sealed class SettingsFileTests
{
    private static readonly IConfiguration Settings = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, "appsettings.json")).Build();

    [Fact]
    public void Sections_InTheFile_AreTheDefaults()
    {
        Check<HttpOptions>(HttpOptions.Section);
        Check<SessionLimits>(SessionLimits.Section);
        Check<SecondFactorOptions>(SecondFactorOptions.Section);
        Check<JobOptions>(JobOptions.Section);
        Check<UploadOptions>(UploadOptions.Section);
        Check<ReferralLinkOptions>(ReferralLinkOptions.Section);
        Check<StudyOptions>(StudyOptions.Section);
        Check<GradingOptions>(GradingOptions.Section);
        Check<ClockOptions>(ClockOptions.Section);
        Check<ResultOptions>(ResultOptions.Section);
        Check<OnCallOptions>(OnCallOptions.Section);
        Check<NoticeOptions>(NoticeOptions.Section);
        Check<WorkerCheckOptions>(WorkerCheckOptions.Section);
    }

    public static TheoryData<Type> Options() => [typeof(HttpOptions), typeof(SessionLimits), typeof(SecondFactorOptions), typeof(JobOptions), typeof(UploadOptions), typeof(ReferralLinkOptions), typeof(StudyOptions), typeof(GradingOptions), typeof(ClockOptions), typeof(ResultOptions), typeof(OnCallOptions), typeof(NoticeOptions), typeof(SmtpOptions), typeof(WebhookOptions), typeof(WorkerCheckOptions)];

    /// <summary>A setting that nothing reads was documented, checked and without effect.</summary>
    [Theory]
    [MemberData(nameof(Options))]
    public void Settings_OfASection_AreReadSomewhere(Type options)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Select(File.ReadAllText).ToList();

        // Read as a member of something, or by its own class beside its declaration.
        var unread = options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => sources.Sum(s => Regex.Count(s, $@"(?<!public [\w<>?\[\]]+ )\b{p.Name}\b(?!"")")) == 0)
            .Select(p => p.Name);

        Assert.Empty(unread);
    }

    private static void Check<T>(string section)
        where T : new()
    {
        var bound = new T();
        Settings.GetRequiredSection(section).Bind(bound, options => options.ErrorOnUnknownConfiguration = true);

        Assert.Equal(JsonSerializer.Serialize(new T()), JsonSerializer.Serialize(bound));
    }
}
