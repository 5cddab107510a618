using System.Net;
using System.Text.Json;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Intake.Uploads;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class UploadTests(AppFixture app)
{
    [Fact]
    public async Task Upload_ZipWithNestedFolders_IsStoredRecordedAndReferred()
    {
        var (client, referrer) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy();

        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Body(TestZip.Of(study.Files()))));

        Assert.Equal("Sent", upload.Text("state"));
        Assert.All(upload.Files(), f => Assert.Equal("Stored", f.Text("outcome")));
        Assert.Equal(study.Slices, upload.Files().Count());
        var seen = await client.ReadAsync($"/api/studies/{study.StudyUid}");
        Assert.Equal(study.Slices, seen.GetProperty("instanceCount").GetInt32());
        Assert.Equal("Doe^Jane", seen.Text("patientName"));
        Assert.False(Directory.Exists(Path.Combine(app.DataFolder, "staging", upload.GetProperty("id").GetGuid().ToString("N"))));
        await using var database = app.NewContext();
        Assert.True(await database.Referrals.AnyAsync(r => r.ReferrerId == referrer && r.StudyId == seen.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task Upload_HundredsOfFilesUnsubmitted_AreCheckedAndWaitForSubmit()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 300 };

        var received = await client.UploadAsync(UploadClient.Form(study.Files()), submit: false);
        var upload = await client.ReadAsync($"/api/uploads/{received.Text("id")}");

        Assert.Equal("Checked", upload.Text("state"));
        var described = upload.GetProperty("preflight").GetProperty("studies")[0];
        Assert.True(described.GetProperty("gradable").GetBoolean());
        Assert.Contains("300 slices, 4 mm apart", described.Text("summary"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/studies/{study.StudyUid}")).StatusCode);

        using var submitted = await client.PostAsync($"/api/uploads/{received.Text("id")}/submit", JsonContent(new { primaryCancer = "breast", clinicalNote = "leg weakness" }));
        Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);
        Assert.Equal("Sent", (await client.FinishedAsync(received)).Text("state"));
        await using var database = app.NewContext();
        var referral = await database.Referrals.SingleAsync(r => r.UploadId == received.GetProperty("id").GetGuid());
        Assert.Equal("breast", referral.PrimaryCancer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_KeyRevokedOrAccountClosedWhileItArrives_KeepsNothing(bool revoked)
    {
        var (client, referrer) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };
        var id = Guid.NewGuid();

        using var answer = await client.PostAsync($"/api/uploads?id={id}", new PausedContent(TestZip.Of(study.Files()), async () =>
        {
            await using var between = app.NewContext();
            for (var until = DateTime.UtcNow.AddMinutes(1); !await between.Uploads.AnyAsync(u => u.Id == id) && DateTime.UtcNow < until;)
            {
                await Task.Delay(20);
            }

            _ = revoked
                ? await between.ApiKeys.Where(k => k.UserId == referrer).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, DateTimeOffset.UtcNow))
                : await between.Users.Where(u => u.Id == referrer).ExecuteUpdateAsync(u => u.SetProperty(x => x.LockoutEnd, DateTimeOffset.UtcNow.AddYears(1)));
        }));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("upload.sign_in_ended", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var database = app.NewContext();
        Assert.Equal(UploadState.Discarded, (await database.Uploads.SingleAsync(u => u.Id == id)).State);
        Assert.False(await database.Studies.AnyAsync(s => s.StudyInstanceUid == study.StudyUid));
        Assert.False(Directory.Exists(Path.Combine(app.DataFolder, "staging", id.ToString("N"))));
    }

    [Fact]
    public async Task Upload_SameFileTwice_IsOneInstance()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };
        var files = study.Files();

        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form([.. files, ("again.dcm", files[0].Bytes)])));
        var again = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(files)));

        Assert.Equal("Duplicate", upload.Files().Last().Text("outcome"));
        Assert.Equal("Sent", again.Text("state"));
        Assert.Equal(2, (await client.ReadAsync($"/api/studies/{study.StudyUid}")).GetProperty("instanceCount").GetInt32());
    }

    [Fact]
    public async Task Upload_TwoContentsUnderOneSopUid_SecondIsRejectedWithReason()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy();

        var otherSeries = RawElement.Replace(study.File(0), BilskyWeb.Imaging.Datasets.DicomTag.SeriesInstanceUid, "1.2.34"u8);

        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form([("a.dcm", study.File(0)), ("b.dcm", study.File(0, fill: 9)), ("c.dcm", otherSeries)])));

        Assert.Equal(["Stored", "Rejected", "Rejected"], upload.Files().Select(f => f.Text("outcome")));
        Assert.Equal(["intake.sop_conflict", "intake.series_conflict"], upload.Files().Skip(1).Select(f => f.Text("code")));
        Assert.Contains("Two series use the same image numbers", upload.Files().Last().Text("reason"), StringComparison.Ordinal);
        Assert.StartsWith("Two series use the same image numbers", upload.GetProperty("preflight").GetProperty("studies")[0].GetProperty("cautions")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_OtherContentUnderAnArchivedSopUid_IsRefusedAndTheFirstStays()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };
        await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(study.Files())));

        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form([("a.dcm", study.File(0, fill: 9)), ("b.dcm", study.File(1))])));

        Assert.Equal("Sent", upload.Text("state"));
        Assert.Equal(["Refused", "Stored"], upload.Files().Select(f => f.Text("outcome")));
        Assert.Equal("archive.sop_conflict", upload.Files().First().Text("code"));
        Assert.Contains("stays as it is", upload.Files().First().Text("reason"), StringComparison.Ordinal);
        using var frame = await client.GetAsync($"/dicomweb/studies/{study.StudyUid}/series/{study.SeriesUid}/instances/{study.SopUid(0)}/frames/1");
        var bytes = await frame.Content.ReadAsByteArrayAsync();
        Assert.True(bytes.AsSpan().IndexOf(Enumerable.Repeat((byte)7, 2048).ToArray()) > 0, "The archived pixels changed.");
    }

    [Fact]
    public async Task Upload_ImageThatReachedTheArchiveInAnotherWriting_IsTheSameImage()
    {
        // Somebody who may see what is there: a referrer's would be held.
        var (client, _) = await app.SignInAsync(Role.Reviewer);
        var study = new TestStudy { Slices = 1 };
        var written = study.File(0);
        written[5] = 0x4D; // in the preamble, which screening zeroes
        using (var archive = new HttpClient { BaseAddress = app.Archive.Url })
        {
            archive.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{app.Archive.User}:{app.Archive.Password}")));
            using var received = await archive.PostAsync("instances", new ByteArrayContent(written));
            received.EnsureSuccessStatusCode();
        }

        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(study.Files())));

        Assert.Equal(["Stored"], upload.Files().Select(f => f.Text("outcome")));
    }

    [Fact]
    public async Task Upload_ConnectionDropsHalfWay_LeavesNothingButARowThatSaysSo()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var id = Guid.NewGuid();
        var study = new TestStudy { Slices = 40 };
        using var form = UploadClient.Form(study.Files());
        var whole = await form.ReadAsByteArrayAsync();
        using var broken = new BrokenContent(whole[..(whole.Length / 2)], whole.Length, form.Headers.ContentType!);

        await Assert.ThrowsAnyAsync<Exception>(() => client.PostAsync($"/api/uploads?id={id}", broken));

        var upload = await EventuallyAsync(async () =>
        {
            using var response = await client.GetAsync($"/api/uploads/{id}");
            var body = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode && body.Contains("\"Discarded\"", StringComparison.Ordinal) ? JsonSerializer.Deserialize<JsonElement>(body) : (JsonElement?)null;
        });
        Assert.Equal("upload.broke_off", upload.Text("errorCode"));
        Assert.Empty(upload.Files());
        Assert.False(Directory.Exists(Path.Combine(app.DataFolder, "staging", id.ToString("N"))));
        Assert.Equal("Sent", (await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(study.Files())))).Text("state"));
    }

    [Fact]
    public async Task Upload_Discarded_IsGoneAndCannotBeSubmitted()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var received = await client.UploadAsync(UploadClient.Form(new TestStudy().Files()), submit: false);

        using var deleted = await client.DeleteAsync($"/api/uploads/{received.Text("id")}");
        using var submitted = await client.PostAsync($"/api/uploads/{received.Text("id")}/submit", JsonContent(new { }));

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, submitted.StatusCode);
        Assert.False(Directory.Exists(Path.Combine(app.DataFolder, "staging", received.GetProperty("id").GetGuid().ToString("N"))));
    }

    [Fact]
    public async Task Upload_OfSomebodyElse_IsNotFound()
    {
        var (mine, _) = await app.SignInAsync(Role.Referrer);
        var (theirs, _) = await app.SignInAsync(Role.Referrer);
        var (admin, _) = await app.SignInAsync(Role.Admin);
        var received = await mine.UploadAsync(UploadClient.Form(new TestStudy().Files()), submit: false);
        var path = $"/api/uploads/{received.Text("id")}";

        Assert.Equal(HttpStatusCode.NotFound, (await theirs.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await theirs.PostAsync(path + "/submit", JsonContent(new { }))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await theirs.DeleteAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(path)).StatusCode);
        using var nobody = new HttpClient { BaseAddress = app.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(path)).StatusCode);
    }

    private static System.Net.Http.Json.JsonContent JsonContent(object body) => System.Net.Http.Json.JsonContent.Create(body);

    private static async Task<T> EventuallyAsync<T>(Func<Task<T?>> probe)
        where T : struct
    {
        for (var until = DateTime.UtcNow.AddMinutes(2); DateTime.UtcNow < until; await Task.Delay(50))
        {
            if (await probe() is { } value)
            {
                return value;
            }
        }
        throw new TimeoutException("It did not happen within two minutes.");
    }

    /// <summary>Sends one half, waits for something to happen, then sends the other.</summary>
    private sealed class PausedContent : HttpContent
    {
        private readonly byte[] _bytes;
        private readonly Func<Task> _between;

        public PausedContent(byte[] bytes, Func<Task> between)
        {
            (_bytes, _between) = (bytes, between);
            Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/octet-stream");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_bytes.AsMemory(0, _bytes.Length / 2));
            await stream.FlushAsync();
            await _between();
            await stream.WriteAsync(_bytes.AsMemory(_bytes.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }

    /// <summary>Promises more bytes than it sends, then breaks.</summary>
    private sealed class BrokenContent : HttpContent
    {
        private readonly byte[] _bytes;
        private readonly long _promised;

        public BrokenContent(byte[] bytes, long promised, System.Net.Http.Headers.MediaTypeHeaderValue type)
        {
            (_bytes, _promised) = (bytes, promised);
            Headers.ContentType = type;
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_bytes);
            await stream.FlushAsync();
            await Task.Delay(500);
            throw new IOException("The cable is out.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _promised;
            return true;
        }
    }
}
