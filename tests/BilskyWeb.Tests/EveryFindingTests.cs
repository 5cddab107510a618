using System.Text.RegularExpressions;

namespace BilskyWeb.Tests;

/// <summary>
/// What was once found wrong beside the grading itself, by whoever tried the program: each finding with the tests that hold what is right.
/// A test that is renamed or removed is missed here. For images and series the same is in <see cref="Cases.EveryCaseTests"/>.
/// </summary>
public sealed partial class EveryFindingTests
{
    /// <summary>The finding, then its tests as Class.Method; for the browser's half as file.ts: words of the test.</summary>
    private static readonly Dictionary<string, string[]> Findings = new(StringComparer.Ordinal)
    {
        // Access, HTTP and accounts
        ["images under another referrer's study open it"] = ["TakeoverTests.Send_UnderAnothersStudyUid_IsHeldAndTheSenderSeesNothing", "RegradedStudyTests.RunAsync_HealthyStackAfterAFlag_KeepsTheFlagInEveryListUntilAReviewerSigns"],
        ["a referrer with two studies finds none by QIDO"] = ["DicomWebTests.Search_ByAReferrerWithSeveralStudies_FindsThemAllAndPagesThem"],
        ["a made upload tells that a patient is here"] = ["TakeoverTests.Arrive_KnownPatientIdWithAnotherPerson_IsHeldByEveryWay", "TakeoverTests.Warn_SamePersonSamePatientIdAndStrangers_AgreesWithWhatHappensAndTellsNobodyOfOthers"],
        ["anybody locks an account out"] = ["SignInAttackTests.SignIn_ManyWrongPasswords_SlowsTheGuesserAndNobodyElse", "SignInThrottleTests.Enter_FromManyPlaces_SlowsAllButTheKnownBrowser"],
        ["signing in tells which accounts there are"] = ["AccountsTests.SignIn_WrongPasswordOrUnknownAddress_SaysTheSame"],
        ["NUL, null and cut-off requests are faults of ours"] =
        [
            "HostileBodyTests.EveryJsonRoute_HostileBody_AnswersThatTheRequestIsWrong", "HostileBodyTests.Query_ThatNothingCanBe_IsRefused",
            "BadInputTests.Submit_NoteThatCannotBeKept_IsRefusedAndTheUploadWaits", "BadInputTests.Upload_MultipartCutShort_SaysThatItIsCutOff",
        ],
        ["a huge JSON body is read"] = ["HostileBodyTests.EveryJsonRoute_BodyThatSaysItIsTooLong_IsRefusedBeforeAByteOfItIsSent", "HostileBodyTests.JsonRoute_ChunkedBodyPastTheLimit_IsCutOffThere"],
        ["a cookie outlives signing out"] = ["SessionTests.SignOut_CookieKeptByAnotherProgram_IsRefusedAndTheOtherBrowserGoesOn", "SessionTests.IsOpenAsync_SessionAtItsEndOrAccountClosedOrPasswordChanged_IsNot"],
        ["any host name reaches redirects"] = ["HostAndOriginTests.Request_UnderAForeignName_IsRefused", "HostAndOriginTests.Redirect_WithAForwardedNameFromNoProxyOfOurs_StaysHere"],
        ["a foreign page opens the live connection"] = ["HostAndOriginTests.LiveConnection_OpenedByAPage_IsForOurOwnOnly"],
        ["metrics are open behind a proxy on this machine"] = ["OperatorHandlerTests.Handle_WhoAsks_LetsInOperatorsOnly", "HostAndOriginTests.Metrics_ThroughAProxyOnThisMachine_AreRefused"],
        ["the archive listens everywhere"] = ["PrivateOrthancTests.Ports_UntilConfigured_ListenOnLoopbackAlone"],
        ["common passwords are taken"] = ["GuessablePasswordTests.IsGuessable_CommonOrBuiltOfWhatIsKnown_IsRefused"],
        ["the archive's log holds identifiers"] = ["ArchiveLogTests.Log_StudySentTwiceAndReadInGoodOrder_NamesNothingOfIt"],

        // Statistics, labels, reader studies, uploads
        ["reads of low and high are refused by agree"] = ["ReaderStudyTests.Export_LowHighReads_IsWhatAgreeReads", "AgreeCommandTests.Run_LowHighReads_AreTaken"],
        ["pressed twice at once makes two, and none can go"] =
        [
            "ReaderStudyTests.Make_TwiceAtOnce_MakesOne", "LabelSetTests.Make_TwiceAtOnce_MakesOne", "BadInputTests.Submit_TwiceAtOnce_IsOneReferral",
            "ReaderStudyTests.Delete_OnlyWhileNobodyHasRead", "ReaderStudyTests.Archive_Study_IsForAdminsAloneUntilItIsBroughtBack", "LabelSetTests.ArchiveAndDelete_LeaveTheListAndTakeNobodysWork",
        ],
        ["probabilities of 0.7 and 0.9 fall into the bin below"] = ["CalibrationCurveTests.Of_ReadsOf07And09_HaveTheErrorOfTheirOwnBins", "CalibrationCurveTests.From_EdgesOfBins_LieInTheBinThatBeginsThere"],
        ["what spreadsheets write is misread"] =
            ["AgreeCommandTests.Run_SpreadsheetsFile_IsReadAndSaid", "AgreeCommandTests.Run_UncertainFile_SaysWhatToWrite", "LabelsCsvTests.Read_ExcelsSemicolons_AreReadAndTold", "LabelsCsvTests.Read_UncertainNumber_TellsWhatToWrite"],
        ["nobody can cancel a grading"] = ["GradingControlTests.Cancel_GradingThatWaits_AsksOnceMoreAndStopsIt", "GradeStudyJobTests.HandleAsync_CancelWhileRunning_StopsTheRunWithinAMoment"],
        ["a program's upload is forgotten between check and sending"] = ["UploadSweeperTests.SweepAsync_ProcessDiedBetweenCheckAndSending_SendsWhatAProgramSentAndLeavesAPersonsAlone"],
        ["an upload whose process died is being received for long"] = ["UploadSweeperTests.SweepAsync_UploadThatStoppedArriving_IsDiscardedWithItsFiles"],
        ["times are the server's and name no zone"] = ["ClinicalTimesTests.Absolute_InTheReadersZone_NamesIt", "ClinicalTimesTests.Find_CookieOfNoZone_IsTheServersOwn"],
        ["a reader's fast key is dropped without a sign"] = ["ReaderStudyTests.ReaderStudy_ThreeReadersOnTenPhantoms_RunsFromMakingToTheTables"],
        ["long names run under other columns"] = ["KeyImageRendererTests.Render_LongName_StaysInItsColumn", "EveryPageTests.Open_EveryPage_IsAccessibleAndFits"],
        ["a key image cannot be enlarged and says not whose it is"] = ["MdtCardTests.KeyImage_Card_OpensLargeUnderItsOwnWords", "KeyImageRendererTests.Render_Patient_IsWrittenBesideThePictureAndNowhereElse"],
        ["c and space mean two things on a page"] = ["keymap.test.ts: no page has one key twice", "KeySheetTests.Render_ForReviewers_GivesEachKeyOneMeaning"],
        ["a whole-image exclusion becomes a box"] = ["LabelExchangeTests.Import_WhatLabelImgSavedAgain_IsTheSame", "LabelExchangeTests.Import_WholeSliceLeftOut_HasNoBox", "PascalVocTests.Read_ExclusionOverTheWholeImage_HasNoBox"],
        ["kappa without variation has a value and an interval"] = ["NoVariationTests.CohenKappa_AReaderWhoNeverVaries_IsUndefined", "NoVariationTests.CohenKappa_WholeAgreement_IsOneWithoutInterval"],
        ["probabilities that differ by 1e-8 tie"] = ["RocDifferenceTests.Area_ScoresThatDifferBy1e8_AreToldApart"],
        ["one upload id posted at once is a fault of ours"] = ["BadInputTests.Upload_OneIdFourTimesAtOnce_IsTakenOnce"],
        ["300 readers end in a stack trace, items without a study in silence"] = ["AgreeCommandTests.Run_ThreeHundredReaders_AreCompared", "AgreeCommandTests.Run_ItemsWithoutStudy_AreToldAndCounted"],
        ["other programs' Pascal VOC is refused"] = ["PascalVocTests.Read_OtherProgramsFile_GivesTheLabel", "PascalVocTests.Read_WrongFile_SaysWhere"],
        ["coefficients and switches of irrCAC and Stata are missing"] =
        [
            "OtherCoefficientsTests.BrennanPredigerAlphaAndConger_MissingReads_AreThePublished", "OtherCoefficientsTests.Difference_TwoOccasions_IsThePublished", "RocDifferenceTests.Of_AnyScores_IsTheDefinition",
            "AgreementCoefficientTests.Gwet_TableAndPatterns_DifferInTheDivisorAlone", "AgreementAnalysisTests.Of_OtherSettings_MoveCutLevelAndCategories",
        ],
        ["a change made in the year 1 is taken"] = ["RecordChangesTests.HandleAsync_MadeWhenItCannotHaveBeen_CountsFromWhenItCame"],
        ["the trail shows raw ids"] = ["ListAuditTrailTests.HandleAsync_DetailWithIds_ShowsNamesWhereTheThingIsKnown"],

        // Pages
        ["signing off ends there"] = ["ReviewTests.Review_KeyboardAloneAndAMinuteWithoutAConnection_EverythingIsThereAfterAReload", "ListWorklistTests.HandleAsync_NothingLeftToReview_FindsNoNextCase"],
        ["a bare probability in a flag's reason"] = ["StudyRuleTests.Judge_TwoRunsOfHighGrade_NamesBothAndTheLineOfTheProbability", "SpinePlotTests.Render_LineFarBelowEvenOdds_LiesClearOfTheFloorAndBetweenItsNeighbours"],
        ["exports with grades lack the notice"] = ["LabelExchangeTests.Export_Zips_CarryTheResearchNotice", "ReaderStudyTests.Export_Reads_IsWhatAgreeReadsAndNamesNoPatient"],
        ["the board lacks date of the MRI, patient ID and slices not looked at"] = ["MdtCardTests.KeyImage_Card_OpensLargeUnderItsOwnWords", "ListMdtCasesTests.HandleAsync_ReferredWithNote_CarriesWhoWhatAndTheSlicesThatNobodySaw"],
        ["grade buttons lie far below the image on a phone"] = ["StudyPageTests.OpenStudy_GradedPhantom_ShowsImagesAndFollowsKeysAndPlot"],
        ["pre-flight and what happens disagree for a name outside Latin-1"] =
            ["TakeoverTests.Warn_SamePersonSamePatientIdAndStrangers_AgreesWithWhatHappensAndTellsNobodyOfOthers", "ArrivalTests.StudyRow_OneNameInTwoCharacterSets_IsOnePersonByEveryWayIn"],
        ["the phantom's lungs are air, its heart a ring, its ribs rods"] = ["ChestPainterTests.Paint_EveryThoracicLevel_HasGreyLungsBesideDarkAirAndRibsOnBothSides", "ChestPainterTests.Paint_MiddleOfTheHeart_HasTwoChambersApartByAWall"],
        ["grade 3 is said as \"3 or worse\""] = ["ReviewedVerdictTests.Judge_ReviewerGrades3_SaysGrade3AndNotOrWorse"],
    };

    [Fact]
    public void Tests_OfEveryFinding_Exist()
    {
        var root = Repository.PathOf("tests");
        var here = Directory.EnumerateFiles(root, "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => Test().Matches(File.ReadAllText(file)).Select(test => $"{Path.GetFileNameWithoutExtension(file)}.{test.Groups[1].Value}"))
            .Concat(Directory.EnumerateFiles(Repository.PathOf("web/test"), "*.test.ts", SearchOption.AllDirectories)
                .SelectMany(file => BrowserTest().Matches(File.ReadAllText(file)).Select(test => $"{Path.GetFileName(file)}: {test.Groups[1].Value}")))
            .ToHashSet(StringComparer.Ordinal);

        Assert.Empty(Findings.SelectMany(finding => finding.Value.Where(test => !here.Contains(test)).Select(test => $"{finding.Key}: {test}")));
        Assert.DoesNotContain(Findings.Values, tests => tests.Length == 0);
    }

    [GeneratedRegex(@"^    public (?:async )?(?:Task|void) (\w+_\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Test();

    [GeneratedRegex(@"^test\('([^']+)'", RegexOptions.Multiline)]
    private static partial Regex BrowserTest();
}
