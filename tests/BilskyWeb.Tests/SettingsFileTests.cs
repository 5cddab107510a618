using System.Text.Json;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
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
        Check<JobOptions>(JobOptions.Section);
        Check<UploadOptions>(UploadOptions.Section);
        Check<StudyOptions>(StudyOptions.Section);
        Check<GradingOptions>(GradingOptions.Section);
    }

    private static void Check<T>(string section)
        where T : new()
    {
        var bound = new T();
        Settings.GetRequiredSection(section).Bind(bound, options => options.ErrorOnUnknownConfiguration = true);

        Assert.Equal(JsonSerializer.Serialize(new T()), JsonSerializer.Serialize(bound));
    }
}
