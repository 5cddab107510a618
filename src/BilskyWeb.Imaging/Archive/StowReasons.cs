using System.Globalization;

namespace BilskyWeb.Imaging.Archive;

/// <summary>STOW-RS failure and warning reasons (PS3.18 Tables 10.5.3-3 and -4; PS3.4 B.2.3) in words.</summary>
internal static class StowReasons
{
    public static string Sentence(int? code) => code switch
    {
        null => "The image archive refuses the file and does not say why. It may be damaged; send it again from its source.",
        >= 0xA700 and <= 0xA7FF => "The image archive is out of room. Tell an operator; the file can be sent again later.",
        >= 0xA900 and <= 0xA9FF => "The file's contents do not fit the kind of object that it says it is. Send it again from its source.",
        0xC122 => "The image archive does not take the way in which the file is compressed.",
        >= 0xC000 and <= 0xCFFF => "The image archive cannot read the file. It may be damaged; send it again from its source.",
        0x0110 => "The image archive failed while it stored the file. Send it again; if it fails again, tell an operator.",
        0x0111 => "The image archive holds this instance already.",
        0x0117 => "The file's SOP instance UID is not valid.",
        0x0122 => "The image archive does not take this kind of object.",
        0x0124 => "The image archive does not allow this file to be stored.",
        _ => string.Create(CultureInfo.InvariantCulture, $"The image archive refuses the file (reason {code:X4}). Send it again from its source."),
    };

    public static string Warning(int code) => code switch
    {
        0xB000 => "Stored, with some elements changed by the image archive.",
        0xB006 => "Stored, with some elements left out by the image archive.",
        0xB007 => "Stored, though its contents do not fit the kind of object that it says it is.",
        _ => string.Create(CultureInfo.InvariantCulture, $"Stored, with a warning of the image archive ({code:X4})."),
    };

    /// <summary>True for failures that are the archive's state, not the file's.</summary>
    public static bool MayWorkLater(int? code) => code is >= 0xA700 and <= 0xA7FF;
}
