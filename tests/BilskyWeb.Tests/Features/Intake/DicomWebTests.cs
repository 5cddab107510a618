using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Intake.Uploads;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Features.Intake;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class DicomWebTests(AppFixture app)
{
    [Fact]
    public async Task Routes_OfAnotherReferrersStudy_AreNotFoundAndNotListed()
    {
        var (mine, _) = await app.SignInAsync(Role.Referrer);
        var (theirs, _) = await app.SignInAsync(Role.Referrer);
        var (reviewer, _) = await app.SignInAsync(Role.Reviewer);
        var study = new TestStudy { Slices = 3 };
        await mine.FinishedAsync(await mine.UploadAsync(UploadClient.Form(study.Files())));
        var instance = $"/dicomweb/studies/{study.StudyUid}/series/{study.SeriesUid}/instances/{study.SopUid(0)}";

        foreach (var path in new[] { $"/dicomweb/studies/{study.StudyUid}/metadata", $"/dicomweb/studies/{study.StudyUid}/series", instance, instance + "/frames/1" })
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(mine, path)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(reviewer, path)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(theirs, path)).StatusCode);
        }
        Assert.Equal([study.StudyUid], await StudiesAsync(mine, ""));
        Assert.Empty(await StudiesAsync(theirs, ""));
        Assert.Empty(await StudiesAsync(theirs, $"?StudyInstanceUID={study.StudyUid}"));
        Assert.Contains(study.StudyUid, await StudiesAsync(reviewer, $"?PatientID={study.PatientId}"));
        Assert.Equal(HttpStatusCode.NotFound, (await theirs.GetAsync($"/api/studies/{study.StudyUid}")).StatusCode);
        Assert.Equal(0, (await theirs.ReadAsync("/api/studies")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Search_ByAReferrerWithSeveralStudies_FindsThemAllAndPagesThem()
    {
        var (mine, _) = await app.SignInAsync(Role.Referrer);
        var (theirs, _) = await app.SignInAsync(Role.Referrer);
        var studies = Enumerable.Range(0, 3).Select(_ => new TestStudy { Slices = 1 }).ToList();
        foreach (var study in studies)
        {
            await mine.FinishedAsync(await mine.UploadAsync(UploadClient.Form(study.Files())));
        }

        var foreign = new TestStudy { Slices = 1, PatientName = "Doe^Jane" };
        await theirs.FinishedAsync(await theirs.UploadAsync(UploadClient.Form(foreign.Files())));
        var all = studies.Select(s => s.StudyUid).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(all, (await StudiesAsync(mine, "")).Order(StringComparer.Ordinal));
        Assert.Equal(all, (await StudiesAsync(mine, "?PatientName=Doe*")).Order(StringComparer.Ordinal));
        Assert.Equal(all, (await StudiesAsync(mine, "?PatientName=D%3Fe%5EJan%2A")).Order(StringComparer.Ordinal));
        Assert.Equal(all, (await StudiesAsync(mine, "?StudyDescription=MR%20SPINE&ModalitiesInStudy=CT%5CMR")).Order(StringComparer.Ordinal));
        Assert.Empty(await StudiesAsync(mine, "?StudyDescription=MR%20SPINES"));
        Assert.Equal([studies[1].StudyUid], await StudiesAsync(mine, $"?PatientID={studies[1].PatientId}"));
        var pages = new[] { await StudiesAsync(mine, "?limit=1"), await StudiesAsync(mine, "?limit=1&offset=1"), await StudiesAsync(mine, "?limit=5&offset=2") };
        Assert.Equal(all, pages.SelectMany(p => p).Order(StringComparer.Ordinal));
        Assert.Empty(await StudiesAsync(mine, "?offset=2147483647"));
        Assert.Empty(await StudiesAsync(mine, "?limit=0"));
        foreach (var separator in new[] { ",", "%5C" })
        {
            var two = string.Join(separator, studies[0].StudyUid, foreign.StudyUid, studies[2].StudyUid);
            Assert.Equal(new[] { studies[0].StudyUid, studies[2].StudyUid }.Order(StringComparer.Ordinal), (await StudiesAsync(mine, "?StudyInstanceUID=" + two)).Order(StringComparer.Ordinal));
        }

        using var described = await mine.GetAsync("/dicomweb/studies?includefield=00081030&limit=2");
        Assert.All(JsonSerializer.Deserialize<JsonElement>(await described.Content.ReadAsStringAsync()).EnumerateArray(), s => Assert.Equal("MR SPINE", s.GetProperty("00081030").GetProperty("Value")[0].GetString()));
    }

    [Fact]
    public async Task Search_UnderOneStudyWithAnotherInTheQuery_StaysInTheFirst()
    {
        var (mine, _) = await app.SignInAsync(Role.Referrer);
        var (theirs, _) = await app.SignInAsync(Role.Referrer);
        var (study, foreign) = (new TestStudy { Slices = 1 }, new TestStudy { Slices = 1 });
        await mine.FinishedAsync(await mine.UploadAsync(UploadClient.Form(study.Files())));
        await theirs.FinishedAsync(await theirs.UploadAsync(UploadClient.Form(foreign.Files())));

        foreach (var what in new[] { "series", "instances", $"series/{study.SeriesUid}/instances" })
        {
            var path = $"/dicomweb/studies/{study.StudyUid}/{what}";
            Assert.Contains(study.SeriesUid, await mine.GetStringAsync(path), StringComparison.Ordinal);
            foreach (var query in new[] { $"?StudyInstanceUID={foreign.StudyUid}", $"?0020000D={foreign.StudyUid}", $"?0020000d={foreign.StudyUid},{study.StudyUid}", "?StudyInstanceUID=*", $"?SeriesInstanceUID={foreign.SeriesUid}%5C{study.SeriesUid}" })
            {
                Assert.DoesNotContain(foreign.SeriesUid, await mine.GetStringAsync(path + query), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Metadata_OfAStudy_NamesOurAddressAndNotTheArchives()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };
        await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(study.Files())));

        using var metadata = await GetAsync(client, $"/dicomweb/studies/{study.StudyUid}/metadata");
        var text = await metadata.Content.ReadAsStringAsync();
        using var series = await GetAsync(client, $"/dicomweb/studies/{study.StudyUid}/series");
        var listed = await series.Content.ReadAsStringAsync();

        Assert.Equal(2, JsonSerializer.Deserialize<JsonElement>(text).GetArrayLength());
        foreach (var body in new[] { text, listed })
        {
            Assert.DoesNotContain(app.Archive.Url.Authority, body);
            Assert.DoesNotContain("dicom-web", body);
        }
    }

    [Theory]
    [InlineData("/dicomweb/studies/1.2.3/../../system")]
    [InlineData("/dicomweb/studies/1.2.3/rendered")]
    [InlineData("/dicomweb/studies/1.2.3/series/4.5/instances/6.7/frames/1/rendered")]
    [InlineData("/dicomweb/studies/1.2.3/series/4.5%2F..%2F..")]
    [InlineData("/dicomweb/studies/abc/metadata")]
    [InlineData("/dicomweb/studies/1.2.3/series/4.5/instances/6.7/bulk/../../../../../system")]
    public async Task Routes_OffTheList_AreNotFound(string path)
    {
        var (client, _) = await app.SignInAsync(Role.Admin);

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Search_WithUnknownParts_IsRefused()
    {
        var (client, _) = await app.SignInAsync(Role.Admin);

        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/dicomweb/studies?limit=many")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/dicomweb/studies?a%26b=1")).StatusCode);
    }

    [Fact]
    public async Task Stow_GoodAndBadParts_AnswersEachWithAReason()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };

        var all = await StowAsync(client, study.File(0), study.File(1));
        var some = await StowAsync(client, study.File(0), "no DICOM at all, just some text"u8.ToArray());
        var none = await StowAsync(client, "no DICOM at all, just some text"u8.ToArray());

        Assert.Equal((HttpStatusCode.OK, 2, 0), all);
        Assert.Equal((HttpStatusCode.Accepted, 1, 1), some);
        Assert.Equal((HttpStatusCode.Conflict, 0, 1), none);
        Assert.Equal([study.StudyUid], await StudiesAsync(client, ""));
    }

    private static async Task<(HttpStatusCode Status, int Stored, int Failed)> StowAsync(HttpClient client, params byte[][] instances)
    {
        using var body = new MultipartContent("related");
        body.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
        foreach (var instance in instances)
        {
            var part = new ByteArrayContent(instance);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
            body.Add(part);
        }
        using var response = await client.PostAsync("/dicomweb/studies", body);
        var answer = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, Count("00081199"), Count("00081198"));

        int Count(string tag) => answer.TryGetProperty(tag, out var sequence) ? sequence.GetProperty("Value").GetArrayLength() : 0;
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (path.Contains("/frames/", StringComparison.Ordinal))
        {
            request.Headers.TryAddWithoutValidation("Accept", "multipart/related; type=\"application/octet-stream\"; transfer-syntax=*");
        }
        return client.SendAsync(request);
    }

    private static async Task<IReadOnlyList<string>> StudiesAsync(HttpClient client, string query)
    {
        using var response = await client.GetAsync("/dicomweb/studies" + query);
        Assert.True(response.IsSuccessStatusCode, response.StatusCode.ToString());
        var text = await response.Content.ReadAsStringAsync();
        return text.Length == 0 ? [] : [.. JsonSerializer.Deserialize<JsonElement>(text).EnumerateArray().Select(s => s.GetProperty("0020000D").GetProperty("Value")[0].GetString()!)];
    }
}
