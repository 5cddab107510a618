using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Research.Labelling;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Features.Research.Labelling;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class LabelSetEndpointsTests(AppFixture app)
{
    [Fact]
    public async Task LabelSet_ByProgramsOfEachRole_IsSavedImportedAndExported()
    {
        var (admin, adminId) = await app.SignInAsync(Role.Admin);
        var (reviewer, _) = await app.SignInAsync(Role.Reviewer);
        var (referrer, _) = await app.SignInAsync(Role.Referrer);
        var (root, study) = await SetAsync(adminId);

        foreach (var path in new[] { "work", "labels", "slices/1.png", "labels.zip", "labelimg.zip" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await referrer.GetAsync($"{root}/{path}")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await reviewer.PostAsync($"{root}/import", new StringContent("a"))).StatusCode);
        var saved = await reviewer.PostAsJsonAsync($"{root}/labels", new { labels = new[] { LabelSetHost.Label(1, "1b") } });
        Assert.Equal("1b", (await saved.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("labels")[0].GetProperty("grade").GetString());
        using var rows = new StringContent($"{LabelsCsv.Header}\n{study},{study}.1,{study}.1.1,1,1,2,30,40,2,\n");
        rows.Headers.ContentDisposition = new("attachment") { FileName = "mine.csv" };
        var refused = await admin.PostAsync($"{root}/import", rows);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("mine.csv:2: ", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, (await (await admin.PostAsync($"{root}/import?replace=true", rows)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("replaced").GetInt32());

        var zip = await reviewer.GetAsync($"{root}/labels.zip");
        Assert.Equal("application/zip", zip.Content.Headers.ContentType!.MediaType);
        using var archive = new System.IO.Compression.ZipArchive(await zip.Content.ReadAsStreamAsync());
        using var table = new StreamReader(await archive.GetEntry("labels.csv")!.OpenAsync(), Encoding.UTF8);
        Assert.Equal(await rows.ReadAsStringAsync(), await table.ReadToEndAsync());
    }

    private async Task<(string Root, string Study)> SetAsync(Guid admin)
    {
        await using var database = app.NewContext();
        var study = database.AddStudy("Label^Http", DateTimeOffset.UtcNow);
        var set = new LabelSet { Id = Guid.CreateVersion7(), Name = "Http", MadeById = admin, MadeAt = DateTimeOffset.UtcNow };
        set.Slices.Add(new LabelSlice
        {
            Number = 1,
            StudyNumber = 1,
            StudyId = study.Id,
            SeriesInstanceUid = study.StudyInstanceUid + ".1",
            SopInstanceUid = study.StudyInstanceUid + ".1.1",
            Width = 240,
            Height = 200,
            ColumnSpacingMm = 0.5,
            RowSpacingMm = 0.5,
            ModelStatus = SliceStatus.NoCanal,
        });
        database.LabelSets.Add(set);
        await database.SaveChangesAsync();
        return ($"/api/label-sets/{set.Id}", study.StudyInstanceUid);
    }
}
