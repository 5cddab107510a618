-- An image that the archive holds is acknowledged and dropped when it is sent again: the first version stays. A scanner's image that an upload brought
-- first would then look like the upload's alone, and would go with it when a person rejects the upload. So whoever sends it again by another way than
-- BilskyWeb's own (DICOMweb) leaves a mark on the image that is held: "same" where all attributes are, else "other". "same" is not taken back.
local function mark(image, origin)
  for _, found in ipairs(ParseJson(RestApiPost('/tools/lookup', image['SOPInstanceUID']))) do
    if found['Type'] == 'Instance' then
      local path = '/instances/' .. found['ID']
      local held = ParseJson(RestApiGet(path .. '/simplified-tags'))
      if held['PatientID'] == image['PatientID'] and held['StudyInstanceUID'] == image['StudyInstanceUID'] and held['SeriesInstanceUID'] == image['SeriesInstanceUID'] then
        local marks = ParseJson(RestApiGet(path .. '/metadata?expand'))
        if marks['SentAgain'] ~= 'same' then
          RestApiPut(path .. '/metadata/SentAgain', DumpJson(held) == DumpJson(image) and 'same' or 'other')
        end
      end
    end
  end
end

function ReceivedInstanceFilter(image, origin, info)
  if origin['RequestOrigin'] ~= 'Plugins' then
    -- Whatever goes wrong here, the image is taken.
    pcall(mark, image, origin)
  end
  return true
end
