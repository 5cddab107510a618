using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Features.Intake.Uploads;

/// <summary>Each bad thing gets a clear answer, the server and the archive stay up, and the next upload works.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class BadInputTests(AppFixture app)
{
    [Fact]
    public async Task Upload_TextFile_FailsWithWhatItIs()
    {
        var upload = await UploadAsync("notes.txt", "Dear colleague, please see the attached images."u8.ToArray());

        Assert.Equal("Failed", upload.Text("state"));
        Assert.Equal("upload.nothing_to_store", upload.Text("errorCode"));
        Assert.Equal("Skipped", upload.Files().Single().Text("outcome"));
        Assert.Contains("DICOM", upload.Files().Single().Text("reason"));
    }

    [Fact]
    public async Task Upload_TruncatedFile_IsRejected()
    {
        var whole = new TestStudy().File(0);

        var upload = await UploadAsync("cut.dcm", whole[..(whole.Length - 700)]);

        Assert.Equal("dicom.truncated", upload.Files().Single().Text("code"));
    }

    [Theory]
    [InlineData("CT", false, 6, "CT")]
    [InlineData("MR", true, 6, "agittal")]
    [InlineData("MR", false, 1, "slice")]
    public async Task Upload_StudyThatCannotBeGraded_SaysWhyBeforeSubmitting(string modality, bool sagittal, int slices, string says)
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Modality = modality, Sagittal = sagittal, Slices = slices };

        var received = await client.UploadAsync(UploadClient.Form(study.Files()), submit: false);
        var upload = await client.ReadAsync($"/api/uploads/{received.Text("id")}");

        var described = upload.GetProperty("preflight").GetProperty("studies")[0];
        Assert.False(described.GetProperty("gradable").GetBoolean());
        Assert.Contains(says, described.Text("summary"));
        Assert.Contains("submit for the team", described.Text("summary"));
    }

    [Fact]
    public async Task Upload_ImageOf16kBy16k_IsRejectedBySize()
    {
        var upload = await UploadAsync("huge.dcm", new TestStudy { Rows = 16384, Columns = 16384 }.File(0));

        Assert.Equal("Rejected", upload.Files().Single().Text("outcome"));
        Assert.Contains(upload.Files().Single().Text("code"), new[] { "dicom.image_too_large", "dicom.pixel_data_mismatch" });
    }

    [Fact]
    public async Task Upload_NameWithHtml_IsKeptAsText()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { PatientName = "<script>alert(1)</script>^<b>X</b>", Slices = 2 };

        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(study.Files())));

        Assert.Equal("Sent", upload.Text("state"));
        Assert.Equal("<script>alert(1)</script>^<b>X</b>", (await client.ReadAsync($"/api/studies/{study.StudyUid}")).Text("patientName"));
    }

    [Theory]
    [InlineData(40)] // inside the file
    [InlineData(6)] // inside the closing boundary
    [InlineData(100_000)] // inside the first boundary
    public async Task Upload_MultipartCutShort_SaysThatItIsCutOff(int bytesLost)
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        using var form = UploadClient.Form(new TestStudy { Slices = 1 }.Files());
        var bytes = await form.ReadAsByteArrayAsync();
        var cut = new ByteArrayContent(bytes[..Math.Max(5, bytes.Length - bytesLost)]);
        cut.Headers.ContentType = form.Headers.ContentType;

        using var response = await client.PostAsync("/api/uploads", cut);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("urn:bilskyweb:error:upload.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await AssertStillWorksAsync();
    }

    [Theory]
    [InlineData("{\"clinicalNote\":\"a\\u0000b\"}")]
    [InlineData("{\"primaryCancer\":\"\\u0000\"}")]
    [InlineData("{\"clinicalNote\":\"\\ud83d\"}")]
    public async Task Submit_NoteThatCannotBeKept_IsRefusedAndTheUploadWaits(string details)
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var id = (await client.UploadAsync(UploadClient.Form(new TestStudy { Slices = 1 }.Files()), submit: false)).Text("id");

        using var response = await client.PostAsync($"/api/uploads/{id}/submit", new StringContent(details, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("Checked", (await client.ReadAsync($"/api/uploads/{id}")).Text("state"));
    }

    [Fact]
    public async Task Upload_FileNameWithNul_IsKeptWithoutIt()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var content = new ByteArrayContent(new TestStudy { Slices = 1 }.File(0));
        content.Headers.TryAddWithoutValidation("Content-Disposition", "attachment; filename*=UTF-8''a%00b%ED%A0%80.dcm");

        var upload = await client.FinishedAsync(await client.UploadAsync(content));

        Assert.Equal("Sent", upload.Text("state"));
    }

    [Fact]
    public async Task Upload_OneIdFourTimesAtOnce_IsTakenOnce()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var (id, study) = (Guid.CreateVersion7(), new TestStudy { Slices = 2 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.PostAsync($"/api/uploads?id={id}", UploadClient.Form(study.Files()))));

        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
        Assert.Equal("Sent", (await client.FinishedAsync(await client.ReadAsync($"/api/uploads/{id}"))).Text("state"));
    }

    [Fact]
    public async Task Submit_TwiceAtOnce_IsOneReferral()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 1 };
        var id = (await client.UploadAsync(UploadClient.Form(study.Files()), submit: false)).Text("id");
        StringContent Details() => new("{\"clinicalNote\":\"Legs heavy.\"}", Encoding.UTF8, "application/json");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.PostAsync($"/api/uploads/{id}/submit", Details())));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a.StatusCode));
        await client.FinishedAsync(await client.ReadAsync($"/api/uploads/{id}"));
        Assert.Equal(1, (await client.ReadAsync("/api/studies")).GetProperty("total").GetInt32());
        using var another = await client.PostAsync($"/api/uploads/{id}/submit", new StringContent("{\"clinicalNote\":\"Something else.\"}", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Conflict, another.StatusCode);
    }

    [Fact]
    public async Task Upload_ZipBomb_IsStoppedAndTheRestTaken()
    {
        var study = new TestStudy { Slices = 2 };
        var bomb = new byte[200 << 20];
        Encoding.ASCII.GetBytes("not really DICOM").CopyTo(bomb, 0);

        var upload = await UploadAsync("bomb.zip", TestZip.Of([.. study.Files(), ("zeros.dcm", bomb)], CompressionLevel.Optimal));

        Assert.Equal("Sent", upload.Text("state"));
        Assert.Equal("zip.bomb", upload.Files().Last(f => f.Text("name").EndsWith("zeros.dcm", StringComparison.Ordinal)).Text("code"));
    }

    [Fact]
    public async Task Upload_ZipWhoseEntriesShareBytes_IsRefusedWhole()
    {
        var zip = TestZip.Of([("a.dcm", new TestStudy().File(0)), ("b.dcm", new TestStudy().File(0))]);
        var second = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);
        zip.AsSpan(second + 42, 4).Clear(); // its data would be the first entry's

        var upload = await UploadAsync("overlap.zip", zip);

        Assert.Equal("Failed", upload.Text("state"));
        Assert.Equal("zip.overlapping_entries", upload.Files().Single().Text("code"));
    }

    [Fact]
    public async Task Upload_DeeplyNestedSequence_IsRejectedAndTheArchiveLives()
    {
        var upload = await UploadAsync("nested.dcm", NestedSequences(20_000));

        Assert.Equal("dicom.too_deep", upload.Files().Single().Text("code"));
    }

    [Fact]
    public async Task Upload_ZipSlipNestedArchiveAndSystemFiles_GetAnOutcomeEach()
    {
        var study = new TestStudy { Slices = 1 };
        var upload = await UploadAsync("mixed.zip", TestZip.Of(
        [
            ("../../../../etc/evil.dcm", study.File(0)),
            ("inner.zip", TestZip.Of(new TestStudy().Files())),
            ("__MACOSX/._IM0001", [1, 2, 3]),
            ("viewer.exe", "MZ\0\0 a program"u8.ToArray()),
            ("empty.dcm", []),
        ]));

        Assert.Equal(["Stored", "Skipped", "Skipped", "Skipped", "Skipped"], upload.Files().Select(f => f.Text("outcome")));
        Assert.Equal(["", "zip.nested", "intake.not_dicom", "intake.not_dicom", "intake.empty"], upload.Files().Select(f => f.Text("code")));
    }

    [SkippableFact]
    public async Task Upload_AllSampleFilesTogether_EveryFileHasAnOutcome()
    {
        var folder = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", "dicom-samples"));
        Skip.IfNot(Directory.Exists(folder), "../shared/data is not here");
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => (Path.GetRelativePath(folder, f), File.ReadAllBytes(f))).ToList();

        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(files)));

        Assert.Equal("Sent", upload.Text("state"));
        var outcomes = upload.Files().ToList();
        Assert.True(outcomes.Count >= files.Count);
        Assert.All(outcomes, f => Assert.Contains(f.Text("outcome"), new[] { "Stored", "Duplicate", "Skipped", "Rejected", "Refused", "Held" }));
        Assert.All(outcomes.Where(f => f.Text("outcome") is not "Stored"), f => Assert.False(string.IsNullOrWhiteSpace(f.Text("reason")), f.ToString()));
        await AssertStillWorksAsync();
    }

    private async Task<JsonElement> UploadAsync(string name, byte[] bytes)
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Body(bytes, name)));
        await AssertStillWorksAsync();
        return upload;
    }

    private async Task AssertStillWorksAsync()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var next = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(new TestStudy { Slices = 1 }.Files())));
        Assert.Equal("Sent", next.Text("state"));
    }

    // Explicit little endian, sequences and items of undefined length, one inside the other.
    private static byte[] NestedSequences(int depth)
    {
        var file = new TestStudy().File(0);
        var end = file.AsSpan().LastIndexOf(new byte[] { 0xE0, 0x7F, 0x10, 0x00 });
        using var output = new MemoryStream();
        output.Write(file.AsSpan(0, end));
        for (var i = 0; i < depth; i++)
        {
            output.Write([0x40, 0x00, 0x75, 0x02, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]);
        }
        for (var i = 0; i < depth; i++)
        {
            output.Write([0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
        }
        output.Write(file.AsSpan(end));
        return output.ToArray();
    }
}
