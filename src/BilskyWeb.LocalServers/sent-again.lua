-- An image that the archive holds is acknowledged and dropped when it is sent again: the first version stays. A scanner's image that an upload brought
-- first would then look like the upload's alone, and would go with it when a person rejects the upload. So whoever sends it again by another way than
-- BilskyWeb's own (DICOMweb) leaves a mark on the image that is held: "same" where all attributes are, else "other". "same" is not taken back.
-- The study of an image that came again as another person's, from another place or of another kind names that image too, for its readers: nobody sees
-- what was dropped. What archives write into images on their way (comments, dates of storing, private elements) is not told.

-- Orthanc puts the attributes of each image on Lua's stack, four places for each level of nesting, and does not ask
-- for room (lua_checkstack): behind seven levels or so it writes over other memory. So room is made beforehand, for more levels than Orthanc itself can
-- read. Collecting garbage takes the room away again, and so does a failed call (Lua 5.3, luaD_shrinkstack): it is collected here alone, and room made after.
local places, mostGarbageKiB = 200000, 65536
local function makeRoom()
  collectgarbage('collect')
  select('#', table.unpack({}, 1, places))
end

collectgarbage('stop')
makeRoom()

local telling = { 'PatientName', 'PatientBirthDate', 'PatientSex', 'Modality', 'ImageType', 'SeriesDescription', 'ProtocolName', 'FrameOfReferenceUID',
  'ImagePositionPatient', 'ImageOrientationPatient', 'PixelSpacing', 'SliceThickness', 'Rows', 'Columns', 'NumberOfFrames', 'BitsStored', 'PixelRepresentation',
  'PhotometricInterpretation', 'RescaleSlope', 'RescaleIntercept', 'EchoTime', 'RepetitionTime', 'InversionTime', 'AcquisitionDate', 'AcquisitionTime', 'AcquisitionNumber', 'InstanceNumber' }

-- Archives write numbers and names their own way: 0.5 and 0.50, DOE^JANE and Doe^Jane^^.
local function plain(value)
  local parts = {}
  for part in string.gmatch((value or '') .. '\\', '([^\\]*)\\') do
    local text = string.upper(string.gsub(string.gsub(part, '^%s+', ''), '[%s^]+$', ''))
    parts[#parts + 1] = tostring(tonumber(text) or text)
  end
  return table.concat(parts, '\\')
end

local function isAnother(held, image)
  for _, name in ipairs(telling) do
    if plain(held[name]) ~= plain(image[name]) then
      return true
    end
  end
  return false
end

local function markStudy(path, uid)
  local study = '/studies/' .. ParseJson(RestApiGet(path .. '/study'))['ID'] .. '/metadata'
  local before = ParseJson(RestApiGet(study .. '?expand'))['SentOtherwise'] or ''
  if #before < 100000 and not string.find(' ' .. before .. ' ', ' ' .. uid .. ' ', 1, true) then
    RestApiPut(study .. '/SentOtherwise', before == '' and uid or before .. ' ' .. uid)
  end
end

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
        if isAnother(held, image) then
          markStudy(path, image['SOPInstanceUID'])
        end
      end
    end
  end
end

function ReceivedInstanceFilter(image, origin, info)
  if origin['RequestOrigin'] ~= 'Plugins' then
    -- Whatever goes wrong here, the image is taken.
    if not pcall(mark, image, origin) then
      makeRoom()
    end
  end
  if collectgarbage('count') > mostGarbageKiB then
    makeRoom()
  end
  return true
end
