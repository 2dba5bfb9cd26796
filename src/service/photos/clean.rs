//! Takes a file for what it contains, and writes the picture anew: position, camera and anything hidden behind it stay out.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use thiserror::Error;

/// Longest side of what is kept, in pixels: a scratch is still seen, a phone's connection is not strained.
const LONGEST_SIDE: u32 = 1_600;
/// Longest side of what is looked at, in pixels, and how much memory decoding it may take: no file may eat the server.
const LARGEST_SIDE: u32 = 12_000;
const MEMORY: u64 = 256 * 1024 * 1024;
/// A picture with a shorter side shows nothing, in pixels.
pub const SHORTEST_SIDE: u32 = 16;
/// Of JPEG, 1 to 100.
const QUALITY: u8 = 85;
/// How files say of themselves that they were generated (GB 45438-2025).
const GENERATED: &[u8] = b"\"AIGC\"";

/// Why a file is no photo that can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PhotoError {
    /// By its content it is no JPEG, PNG or WebP.
    #[error("neither JPEG, PNG nor WebP")]
    Kind,
    /// It breaks off or does not decode.
    #[error("damaged")]
    Damaged,
    /// It is too large or too small in pixels.
    #[error("too large or too small in pixels")]
    Size,
}

/// A picture as it is kept.
pub(super) struct Cleaned {
    pub(super) jpeg: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) generated: bool,
}

/// The picture in a file; takes a while, so not on an async thread.
pub(super) fn clean(file: &[u8]) -> Result<Cleaned, PhotoError> {
    let generated = file.windows(GENERATED.len()).any(|window| window == GENERATED);
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| PhotoError::Kind)?;
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    if !reader.format().is_some_and(|format| known.contains(&format)) {
        return Err(PhotoError::Kind);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    let orientation = decoder.orientation().map_err(|error| refusal(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    if picture.width().min(picture.height()) < SHORTEST_SIDE {
        return Err(PhotoError::Size);
    }
    picture.apply_orientation(orientation);
    if picture.width().max(picture.height()) > LONGEST_SIDE {
        picture = picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
    }
    let picture = picture.to_rgb8();
    let mut jpeg = vec![];
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&picture).map_err(|_| PhotoError::Damaged)?;
    Ok(Cleaned { jpeg, width: picture.width(), height: picture.height(), generated })
}

fn refusal(error: &image::ImageError) -> PhotoError {
    match error {
        image::ImageError::Limits(_) => PhotoError::Size,
        image::ImageError::Unsupported(_) => PhotoError::Kind,
        _ => PhotoError::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    /// A photo with an EXIF part behind the first marker: turned by a quarter, and with words in it.
    fn with_exif(width: u32, height: u32) -> Vec<u8> {
        let mut plain = vec![];
        let picture =
            RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) });
        JpegEncoder::new_with_quality(&mut plain, 90).encode_image(&picture).unwrap();
        let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
        // Orientation 6, and GPS words as an image description would carry them.
        tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
        tiff.extend([0x01, 0x0E, 0, 2, 0, 0, 0, 24, 0, 0, 0, 38, 0, 0, 0, 0]);
        tiff.extend(b"N28.0123 E120.6543 here\0");
        let mut exif = b"Exif\0\0".to_vec();
        exif.extend(tiff);
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let mut file = plain[..2].to_vec();
        file.extend([0xFF, 0xE1]);
        file.extend(length);
        file.extend(exif);
        file.extend(&plain[2..]);
        file
    }

    #[test]
    fn what_the_camera_hid_is_gone_and_the_picture_stands_upright() {
        let file = with_exif(400, 200);
        assert!(file.windows(8).any(|w| w == b"N28.0123"));
        let cleaned = clean(&file).unwrap();
        assert_eq!((cleaned.width, cleaned.height), (200, 400));
        assert!(!cleaned.jpeg.windows(4).any(|w| w == b"Exif"), "no EXIF");
        assert!(!cleaned.jpeg.windows(8).any(|w| w == b"N28.0123"), "no position");
        let top = image::load_from_memory(&cleaned.jpeg).unwrap().to_rgb8();
        assert!(top.get_pixel(100, 20)[0] > 200, "what was left is on top");
    }

    #[test]
    fn a_large_photo_is_made_small() {
        let cleaned = clean(&with_exif(3_200, 1_600)).unwrap();
        assert_eq!(cleaned.width.max(cleaned.height), LONGEST_SIDE);
    }

    #[test]
    fn a_file_is_taken_for_what_it_contains() {
        let damaged = with_exif(400, 200);
        for (file, error) in [
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), PhotoError::Kind),
            (b"GIF89a\x01\0\x01\0".to_vec(), PhotoError::Kind),
            (b"%PDF-1.7".to_vec(), PhotoError::Kind),
            (vec![], PhotoError::Kind),
            (damaged[..120].to_vec(), PhotoError::Damaged),
            (with_exif(4, 4), PhotoError::Size),
        ] {
            assert_eq!(clean(&file).err(), Some(error));
        }
    }
}
