namespace BilskyWeb.Commands;

/// <summary>Shows a log as it grows.</summary>
internal static class LogFollower
{
    /// <summary>Copies what is appended from now on, until cancelled. A log that is replaced by a shorter one is read from its start.</summary>
    public static async Task FollowAsync(string file, TextWriter output, CancellationToken cancellationToken)
    {
        var position = File.Exists(file) ? new FileInfo(file).Length : 0;
        while (true)
        {
            if (File.Exists(file))
            {
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                if (stream.Length < position)
                {
                    position = 0;
                }

                stream.Seek(position, SeekOrigin.Begin);
                using var reader = new StreamReader(stream, leaveOpen: true);
                await output.WriteAsync(await reader.ReadToEndAsync(cancellationToken));
                position = stream.Position;
            }

            await Task.Delay(300, cancellationToken);
        }
    }
}
