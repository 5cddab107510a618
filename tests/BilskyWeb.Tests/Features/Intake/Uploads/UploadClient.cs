using System.Net.Http.Headers;
using System.Text.Json;

namespace BilskyWeb.Tests.Features.Intake.Uploads;

/// <summary>Uploads as a program does it.</summary>
internal static class UploadClient
{
    public static MultipartFormDataContent Form(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in files)
        {
            form.Add(new ByteArrayContent(bytes), "files", name);
        }
        return form;
    }

    public static ByteArrayContent Body(byte[] bytes, string name = "upload.zip", string type = "application/octet-stream")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        content.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name };
        return content;
    }

    public static async Task<JsonElement> UploadAsync(this HttpClient client, HttpContent content, bool submit = true)
    {
        using var response = await client.PostAsync($"/api/uploads?submit={(submit ? "true" : "false")}", content);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.Accepted, $"{response.StatusCode} {body}");
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    public static async Task<JsonElement> ReadAsync(this HttpClient client, string path) =>
        JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync(path));

    /// <summary>Waits until an upload is finished and returns it.</summary>
    public static async Task<JsonElement> FinishedAsync(this HttpClient client, JsonElement received)
    {
        var id = received.GetProperty("id").GetGuid();
        for (var until = DateTime.UtcNow.AddMinutes(3); ; await Task.Delay(100))
        {
            var upload = await client.ReadAsync($"/api/uploads/{id}");
            if (upload.Text("state") is not ("Sending" or "Receiving"))
            {
                return upload;
            }
            Assert.True(DateTime.UtcNow < until, $"Still {upload.Text("state")}: {upload.GetProperty("notice")}");
        }
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).ToString();

    public static IEnumerable<JsonElement> Files(this JsonElement upload) => upload.GetProperty("files").EnumerateArray();
}
