using System.Security.Cryptography;

namespace BilskyWeb.LocalServers;

/// <summary>A generated password kept in a file that only its owner may read.</summary>
public static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The password in the file; made (192 random bits, base64url without padding) when there is none.</summary>
    public static string ReadOrCreate(string path)
    {
        if (File.Exists(path))
        {
            return File.ReadAllText(path).Trim();
        }

        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)).Replace('+', '-').Replace('/', '_');
        Write(path, secret + "\n");
        return secret;
    }

    /// <summary>Writes a file with mode 0600 from its first byte, replacing one that exists in one step.</summary>
    public static void Write(string path, string text)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        using (var stream = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(text);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
